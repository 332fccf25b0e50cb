using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>An order as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Account">Who bought.</param>
/// <param name="Team">The team that has it; left out while none has (R15).</param>
/// <param name="Tokens">How many were bought.</param>
/// <param name="UnitPrice">Per token, in the currency.</param>
/// <param name="Total">Of the order, in the currency.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="PurchasedAt">When it was bought.</param>
/// <param name="ExpiresAt">The first instant at which its tokens can not be spent (R12).</param>
/// <param name="Remaining">What is left to spend.</param>
/// <param name="Status">What can be done with it.</param>
/// <param name="Invoice">Where its invoice stands.</param>
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
    /// <summary>An order with what is left of it at an instant; nothing, once it expired (R12).</summary>
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
