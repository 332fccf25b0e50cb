namespace FlexFunctions.Domain;

/// <summary>The one order that an estimate buys (R22).</summary>
/// <param name="Bought">Whole tokens; 0 for no order.</param>
/// <param name="UnitPrice">The unit price of its tier.</param>
public readonly record struct TokenOrder(long Bought, decimal UnitPrice)
{
    /// <summary>The price of the order.</summary>
    public decimal Cost => Bought * UnitPrice;

    /// <summary>
    /// Returns the cheapest order of at least some tokens, which may be the first of a higher tier (R23); null if no order
    /// is that large (R11).
    /// </summary>
    public static TokenOrder? Cheapest(Tokens needed, PriceList prices)
    {
        if (!needed.IsPositive)
        {
            return new TokenOrder(0, prices.UnitPrice(0).Amount);
        }

        var least = (long)decimal.Ceiling(needed.Value);
        return least > Order.MaxTokens
            ? null
            : prices
                .Tiers.Where(tier => tier.From > least)
                .Select(tier => new TokenOrder(tier.From, tier.UnitPrice))
                .Append(new TokenOrder(least, prices.UnitPrice(least).Amount))
                .MinBy(order => (order.Cost, order.Bought));
    }
}
