namespace FlexFunctions.Domain;

/// <summary>The return of an order (R14).</summary>
/// <param name="Tokens">The remaining tokens, which are taken back.</param>
/// <param name="Refund">The refund; zero if the order was not paid.</param>
/// <param name="StillDue">The amount still due: the price of the used tokens if the order was not paid, else zero.</param>
public sealed record OrderReturn(Tokens Tokens, Money Refund, Money StillDue)
{
    /// <summary>How many days after its purchase an order can be returned.</summary>
    public const int Days = 30;

    /// <summary>Computes the return of an order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="left">Its remaining tokens.</param>
    /// <param name="prices">The price list of the purchase.</param>
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
