using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>An order in an API answer.</summary>
/// <param name="Id">The id of the order.</param>
/// <param name="Account">The account that bought it.</param>
/// <param name="Team">The team that has it; omitted if no team has it yet (R15).</param>
/// <param name="Tokens">The number of tokens bought.</param>
/// <param name="UnitPrice">The price of one token.</param>
/// <param name="Total">The price of the order.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="PurchasedAt">The instant of purchase.</param>
/// <param name="ExpiresAt">The first instant at which its tokens cannot be spent (R12).</param>
/// <param name="Remaining">The tokens left to spend.</param>
/// <param name="Status">The status of the order.</param>
/// <param name="Invoice">The status of its invoice.</param>
public sealed record OrderBody(
    string Id,
    string Account,
    string? Team,
    long Tokens,
    decimal UnitPrice,
    decimal Total,
    string Currency,
    DateTimeOffset PurchasedAt,
    DateTimeOffset ExpiresAt,
    Tokens Remaining,
    OrderStatus Status,
    InvoiceStatus Invoice
)
{
    /// <summary>Returns an order as of an instant.</summary>
    /// <param name="order">The order.</param>
    /// <param name="pool">The grants of the team that has it.</param>
    /// <param name="at">The instant.</param>
    public static OrderBody Of(Order order, GrantPool pool, DateTimeOffset at) =>
        Of(order, pool.Remaining.GetValueOrDefault(order.Grant), at);

    /// <summary>Returns an order as of an instant.</summary>
    /// <param name="order">The order.</param>
    /// <param name="remaining">The tokens left to spend, unless the order has expired (R12).</param>
    /// <param name="at">The instant.</param>
    public static OrderBody Of(Order order, Tokens remaining, DateTimeOffset at) =>
        new(
            order.Id.Value,
            order.Account.Value,
            order.Team == TeamId.Unassigned ? null : order.Team.Value,
            order.Tokens,
            order.UnitPrice.Amount,
            order.Total.Amount,
            order.UnitPrice.Currency,
            order.PurchasedAt,
            order.ExpiresAt,
            order.Grant.IsSpendableAt(at) ? remaining : Domain.Tokens.Zero,
            order.StatusAt(at, remaining),
            order.Invoice
        );
}
