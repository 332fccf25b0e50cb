using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>A mix of seats and tokens for expected use, with its costs for a year (R22).</summary>
/// <param name="Seats">The seats of each use, in the order of the uses.</param>
/// <param name="SeatCost">The price of the seats.</param>
/// <param name="Needed">The tokens that the rest of the use and the results need.</param>
/// <param name="Order">The order that buys them.</param>
public sealed record Estimate(ImmutableArray<int> Seats, decimal SeatCost, Tokens Needed, TokenOrder Order)
{
    /// <summary>The cost of the seats and of the order.</summary>
    public decimal Total => SeatCost + Order.Cost;

    /// <summary>Returns the mix with some seats; null if no single order has the tokens that the rest needs.</summary>
    /// <param name="uses">The uses.</param>
    /// <param name="results">The tokens of the expected results.</param>
    /// <param name="seats">The seats of each use; 0 where the product has no seat price.</param>
    /// <param name="prices">The price list.</param>
    public static Estimate? Of(
        ImmutableArray<ExpectedUse> uses,
        Tokens results,
        ImmutableArray<int> seats,
        PriceList prices
    )
    {
        var (cost, needed) = (0m, results);
        foreach (var (use, count) in uses.Zip(seats))
        {
            cost += count * (use.SeatPerYear ?? 0);
            needed += new Tokens(checked((use.People - count) * use.TokensPerPerson.Thousandths));
        }

        return TokenOrder.Cheapest(needed, prices) is { } order ? new Estimate(seats, cost, needed, order) : null;
    }

    /// <summary>Returns the mix without seats; null if no single order has enough tokens.</summary>
    public static Estimate? TokensOnly(ImmutableArray<ExpectedUse> uses, Tokens results, PriceList prices) =>
        Of(uses, results, [.. uses.Select(_ => 0)], prices);

    /// <summary>Returns the mix with a seat for everyone whose product has seats; null as above.</summary>
    public static Estimate? SeatsOnly(ImmutableArray<ExpectedUse> uses, Tokens results, PriceList prices) =>
        Of(uses, results, [.. uses.Select(use => use.SeatPerYear is null ? 0 : use.People)], prices);

    /// <summary>
    /// Returns the number of days a year from which a seat costs less than tokens at a unit price; null if it never does.
    /// </summary>
    public static int? BreakEven(Tokens rate, decimal seatPerYear, decimal unitPrice)
    {
        var days = decimal.Floor(seatPerYear / (rate.Value * unitPrice)) + 1;
        return days <= 366 ? (int)days : null;
    }
}
