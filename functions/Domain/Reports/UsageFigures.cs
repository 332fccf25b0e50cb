using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The figures of a usage report, net of reversals (R20).</summary>
/// <param name="Windows">The number of charged windows.</param>
/// <param name="Results">The number of charged results.</param>
/// <param name="Tokens">The tokens charged for them.</param>
/// <param name="CloudCredits">The cloud credits charged for results.</param>
/// <param name="Costs">The exact price of the tokens, by currency: at the unit price of the orders that paid.</param>
public sealed record UsageFigures(
    long Windows,
    long Results,
    Tokens Tokens,
    Tokens CloudCredits,
    ImmutableSortedDictionary<string, decimal> Costs
)
{
    /// <summary>No usage.</summary>
    public static readonly UsageFigures None = new(
        0,
        0,
        Tokens.Zero,
        Tokens.Zero,
        ImmutableSortedDictionary.Create<string, decimal>(StringComparer.Ordinal)
    );

    /// <summary>True if every charge was reversed, so that nothing remains.</summary>
    public bool IsNone => Windows == 0 && Results == 0 && Tokens == Tokens.Zero && CloudCredits == Tokens.Zero;

    /// <summary>Returns the figures with one more charge, or without one that was reversed.</summary>
    /// <param name="line">The charge or reversal.</param>
    /// <param name="unitPrice">Returns the unit price of an order that paid.</param>
    internal UsageFigures With(UsageLine line, Func<OrderId, Money> unitPrice)
    {
        var (costs, sign) = (Costs, line.Windows < 0 ? -1 : 1);
        foreach (var payment in line.Payments)
        {
            var price = unitPrice(payment.Grant.Order);
            var sum = costs.GetValueOrDefault(price.Currency) + (sign * price.Amount * payment.Tokens.Value);
            costs = sum == 0 ? costs.Remove(price.Currency) : costs.SetItem(price.Currency, sum);
        }

        return new UsageFigures(
            Windows + line.Windows,
            Results + line.Results,
            Tokens + line.Tokens,
            CloudCredits + line.CloudCredits,
            costs
        );
    }
}
