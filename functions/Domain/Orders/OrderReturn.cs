namespace FlexFunctions.Domain;

/// <summary>What the return of an order came to (R14).</summary>
/// <param name="Tokens">What was left and is taken back.</param>
/// <param name="Refund">What the buyer gets back; nothing, if the order was not paid.</param>
/// <param name="StillDue">What the buyer still owes: the price of what was used, if the order was not paid.</param>
public sealed record OrderReturn(Tokens Tokens, Money Refund, Money StillDue)
{
    /// <summary>How many days after its purchase an order can be returned.</summary>
    public const int Days = 30;

    /// <summary>What returning an order comes to when so much of it is left.</summary>
    /// <param name="order">The order.</param>
    /// <param name="left">What is left of it.</param>
    /// <param name="prices">The prices that it was bought by.</param>
    public static OrderReturn Of(Order order, Tokens left, PriceList prices)
    {
        var used = (order.Grant.Bought - left).Value;
        var priceOfUsed = decimal.Round(
            checked(prices.UnitPrice(used).Amount * used),
            2,
            MidpointRounding.AwayFromZero
        );
        var total = order.Total;
        var due = total with { Amount = Math.Min(priceOfUsed, total.Amount) };
        var nothing = total with { Amount = 0 };
        return order.Invoice == InvoiceStatus.Paid
            ? new OrderReturn(left, total with { Amount = total.Amount - due.Amount }, nothing)
            : new OrderReturn(left, nothing, due);
    }
}
