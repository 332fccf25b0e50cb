using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>What the return of an order came to, as the API shows it (R14).</summary>
/// <param name="Order">The order, returned.</param>
/// <param name="Tokens">What was taken back.</param>
/// <param name="Refund">What the buyer gets back, in the currency.</param>
/// <param name="StillDue">What the buyer still owes, in the currency.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record ReturnBody(OrderBody Order, Tokens Tokens, decimal Refund, decimal StillDue, string Currency)
{
    /// <summary>The return of an order.</summary>
    public static ReturnBody Of(OrderBody order, OrderReturn returned) =>
        new(order, returned.Tokens, returned.Refund.Amount, returned.StillDue.Amount, returned.Refund.Currency);
}
