namespace FlexFunctions.Domain;

/// <summary>What a buyer asks for.</summary>
/// <param name="Team">The team that is to have the tokens, or <see cref="TeamId.Unassigned"/> (R15).</param>
/// <param name="Tokens">How many whole tokens.</param>
/// <param name="Country">ISO 3166 alpha-2 code of the buyer.</param>
/// <param name="Channel">Through whom it is sold.</param>
/// <param name="Payment">How it is paid.</param>
/// <param name="Reference">The buyer's own reference, if any.</param>
public sealed record PurchaseRequest(
    TeamId Team,
    long Tokens,
    string Country,
    SalesChannel Channel,
    PaymentMethod Payment,
    string? Reference
);
