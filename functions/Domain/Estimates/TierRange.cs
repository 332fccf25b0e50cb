namespace FlexFunctions.Domain;

/// <summary>The orders of one price tier, as the search for the cheapest mix sees them.</summary>
/// <param name="From">The smallest order, in tokens.</param>
/// <param name="To">The largest order.</param>
/// <param name="UnitPrice">The price of a token.</param>
internal sealed record TierRange(long From, long To, decimal UnitPrice)
{
    /// <summary>
    /// Returns the least difference between the price of an order and λ for each token that is needed of it. Fewer tokens
    /// than the smallest order are needed at its price.
    /// </summary>
    public decimal Least(decimal lambda) => Difference(lambda <= UnitPrice ? From : To, lambda);

    /// <summary>Returns the least and the most tokens needed for which that difference is at most so much larger.</summary>
    public (decimal Least, decimal Most) TokensWithin(decimal excess, decimal lambda)
    {
        // The difference falls by λ a token up to the smallest order, and then changes by the tier's price less λ.
        var rise = UnitPrice - lambda;
        return rise >= 0
            ? (Below(From, excess, lambda), rise == 0 ? To : Math.Min(To, From + (excess / rise)))
            : (Math.Min(Below(From, Math.Max(0, excess + (rise * (To - From))), lambda), To + (excess / rise)), To);
    }

    private decimal Difference(long needed, decimal lambda) => (UnitPrice * needed) - (lambda * needed);

    private static decimal Below(decimal tokens, decimal excess, decimal lambda) =>
        lambda == 0 ? 0 : Math.Max(0, tokens - (excess / lambda));
}
