using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>The cheapest mix of seats and tokens for expected use, beside the mixes of one kind (R22).</summary>
/// <param name="Currency">ISO 4217 code of all amounts.</param>
/// <param name="Best">The cheapest mix.</param>
/// <param name="TokensOnly">The mix without seats; omitted if no single order has enough tokens.</param>
/// <param name="SeatsOnly">The mix with a seat for everyone whose product has seats.</param>
/// <param name="BreakEven">The days from which a seat is cheaper, at the unit price of the cheapest mix.</param>
public sealed record EstimateBody(
    string Currency,
    EstimateBody.MixBody Best,
    EstimateBody.MixBody? TokensOnly,
    EstimateBody.MixBody? SeatsOnly,
    IReadOnlyList<EstimateBody.BreakEvenBody> BreakEven
)
{
    /// <summary>A mix of seats and tokens with its costs for a year.</summary>
    /// <param name="Total">The cost of the seats and of the order.</param>
    /// <param name="SeatCost">The cost of the seats.</param>
    /// <param name="TokenCost">The cost of the order.</param>
    /// <param name="TokensNeeded">The tokens that are used.</param>
    /// <param name="TokensBought">The tokens that are bought: whole, and more if the next tier costs less.</param>
    /// <param name="UnitPrice">The unit price of the order.</param>
    /// <param name="Uses">The uses with their seats.</param>
    public sealed record MixBody(
        decimal Total,
        decimal SeatCost,
        decimal TokenCost,
        Tokens TokensNeeded,
        long TokensBought,
        decimal UnitPrice,
        IReadOnlyList<UseBody> Uses
    )
    {
        /// <summary>Returns the body of a mix; null for none.</summary>
        public static MixBody? Of(Estimate? mix, ImmutableArray<ExpectedUse> uses) =>
            mix is null
                ? null
                : new MixBody(
                    mix.Total,
                    mix.SeatCost,
                    mix.Order.Cost,
                    mix.Needed,
                    mix.Order.Bought,
                    mix.Order.UnitPrice,
                    [
                        .. uses.Zip(mix.Seats)
                            .Select(use => new UseBody(
                                use.First.Product.Value,
                                use.First.People,
                                use.First.DaysPerYear,
                                use.Second
                            )),
                    ]
                );
    }

    /// <summary>A use with its seats.</summary>
    /// <param name="Product">The product.</param>
    /// <param name="People">The number of people.</param>
    /// <param name="DaysPerYear">The days on which each of them uses it.</param>
    /// <param name="Seats">How many of them get a seat.</param>
    public sealed record UseBody(string Product, int People, int DaysPerYear, int Seats);

    /// <summary>When a seat is cheaper than tokens.</summary>
    /// <param name="Product">The product.</param>
    /// <param name="DaysPerYear">The fewest days; omitted if tokens are cheaper on every day of a year.</param>
    public sealed record BreakEvenBody(string Product, int? DaysPerYear);
}
