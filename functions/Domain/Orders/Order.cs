namespace FlexFunctions.Domain;

/// <summary>One purchase of tokens.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Account">Who bought.</param>
/// <param name="Team">The team that it belongs to now, or <see cref="TeamId.Unassigned"/> (R15).</param>
/// <param name="Tokens">Whole tokens, 1 to 1,000,000 (R11).</param>
/// <param name="UnitPrice">Per token.</param>
/// <param name="Country">ISO 3166 alpha-2 code of the buyer.</param>
/// <param name="Channel">Through whom it was sold.</param>
/// <param name="Payment">How it is paid.</param>
/// <param name="Reference">The buyer's own reference, if any.</param>
/// <param name="Invoice">Where its invoice stands.</param>
/// <param name="PurchasedAt">When it was bought.</param>
/// <param name="Return">What its return came to, if it was returned (R14).</param>
/// <param name="ExpiryWarned">True once its team was warned that it expires (R17).</param>
public sealed record Order(
    OrderId Id,
    AccountId Account,
    TeamId Team,
    long Tokens,
    Money UnitPrice,
    string Country,
    SalesChannel Channel,
    PaymentMethod Payment,
    string? Reference,
    InvoiceStatus Invoice,
    DateTimeOffset PurchasedAt,
    OrderReturn? Return = null,
    bool ExpiryWarned = false
)
{
    /// <summary>The fewest tokens an order may have (R11).</summary>
    public const long MinTokens = 1;

    /// <summary>The most tokens an order may have (R11).</summary>
    public const long MaxTokens = 1_000_000;

    /// <summary>What all of it costs, exact.</summary>
    public Money Total => UnitPrice.Times(Tokens);

    /// <summary>
    /// The first instant at which its tokens can not be spent: one calendar year after purchase, at the same instant of
    /// the day; for 29 February, 28 February (R12).
    /// </summary>
    public DateTimeOffset ExpiresAt => PurchasedAt.AddYears(1);

    /// <summary>The grant that it is to its team.</summary>
    public GrantKey Grant => new(ExpiresAt, Domain.Tokens.Whole(Tokens), Id);

    /// <summary>What to tell about the order, with what is left of it at an instant.</summary>
    public OrderStatus StatusAt(DateTimeOffset instant, Tokens remaining) =>
        Return is not null ? OrderStatus.Returned
        : Invoice == InvoiceStatus.Void ? OrderStatus.Void
        : !Grant.IsSpendableAt(instant) ? OrderStatus.Expired
        : remaining.IsPositive ? OrderStatus.Active
        : OrderStatus.Exhausted;
}
