namespace FlexFunctions.Domain;

/// <summary>One purchase of tokens.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Account">The account that bought it.</param>
/// <param name="Team">Its current team, or <see cref="TeamId.Unassigned"/> (R15).</param>
/// <param name="Tokens">Whole tokens, 1 to 1,000,000 (R11).</param>
/// <param name="UnitPrice">The price per token.</param>
/// <param name="Country">ISO 3166 alpha-2 code of the buyer.</param>
/// <param name="Channel">The sales channel.</param>
/// <param name="Payment">The payment method.</param>
/// <param name="Reference">The buyer's own reference, if any.</param>
/// <param name="Invoice">The status of its invoice.</param>
/// <param name="PurchasedAt">The instant of purchase.</param>
/// <param name="Return">Its return; null if it was not returned (R14).</param>
/// <param name="ExpiryWarned">True once the team was warned of its expiry (R17).</param>
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

    /// <summary>The exact price of the order.</summary>
    public Money Total => UnitPrice.Times(Tokens);

    /// <summary>
    /// The first instant at which its tokens cannot be spent: one calendar year after purchase, at the same instant of the
    /// day; 28 February for 29 February (R12).
    /// </summary>
    public DateTimeOffset ExpiresAt => PurchasedAt.AddYears(1);

    /// <summary>The grant of the order in its team.</summary>
    public GrantKey Grant => new(ExpiresAt, Domain.Tokens.Whole(Tokens), Id);

    /// <summary>Returns the status of the order at an instant, given its remaining tokens.</summary>
    public OrderStatus StatusAt(DateTimeOffset instant, Tokens remaining) =>
        Return is not null ? OrderStatus.Returned
        : Invoice == InvoiceStatus.Void ? OrderStatus.Void
        : !Grant.IsSpendableAt(instant) ? OrderStatus.Expired
        : remaining.IsPositive ? OrderStatus.Active
        : OrderStatus.Exhausted;
}
