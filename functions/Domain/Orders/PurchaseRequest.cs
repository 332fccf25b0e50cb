namespace FlexFunctions.Domain;

/// <summary>A request to buy tokens.</summary>
/// <param name="Team">The team that gets the tokens, or <see cref="TeamId.Unassigned"/> (R15).</param>
/// <param name="Tokens">The number of whole tokens.</param>
/// <param name="Country">ISO 3166 alpha-2 code of the buyer.</param>
/// <param name="Channel">The sales channel.</param>
/// <param name="Payment">The payment method.</param>
/// <param name="Reference">The buyer's own reference, if any.</param>
public sealed record PurchaseRequest(
    TeamId Team,
    long Tokens,
    string Country,
    SalesChannel Channel,
    PaymentMethod Payment,
    string? Reference
);
