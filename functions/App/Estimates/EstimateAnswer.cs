using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>Estimates the cheapest mix of seats and tokens at the rates and prices in effect now (R22).</summary>
/// <param name="catalog">The rates and prices.</param>
/// <param name="time">The clock.</param>
public sealed class EstimateAnswer(Catalog catalog, TimeProvider time)
{
    /// <summary>The country of a team's own estimate unless the call names another: that of the first price list.</summary>
    public string DefaultCountry => catalog.PriceLists[0].Countries[0];

    /// <summary>Returns the answer to expected use.</summary>
    public ApiAnswer Of(EstimateRequest asked)
    {
        var now = time.GetUtcNow();
        if (PriceList.For(asked.Country, now, catalog.PriceLists) is not { } prices)
        {
            return ApiAnswer.Refuse(Purchase.CountryRefusal(asked.Country));
        }

        var uses = ImmutableArray.CreateBuilder<ExpectedUse>();
        foreach (var use in asked.Uses)
        {
            if (catalog.Rates.At(use.Product, now) is not { } rate)
            {
                return ApiAnswer.Refuse(
                    RejectionCode.UnknownProduct,
                    $"Product '{use.Product}' has no daily rate now.",
                    "uses"
                );
            }

            var seat = SeatPrice.For(use.Product, asked.Country, prices.Currency, now, catalog.SeatPrices);
            uses.Add(new ExpectedUse(use.Product, use.People, use.DaysPerYear, rate, seat?.Amount));
        }

        var results = Tokens.Zero;
        foreach (var result in asked.Results.Where(result => result.Quantity > 0))
        {
            if (catalog.Rates.At(result.Product, result.Result, now) is not { } rate)
            {
                return ApiAnswer.Refuse(
                    RejectionCode.UnknownResult,
                    $"Result '{result.Result}' of product '{result.Product}' has no rate now.",
                    "results"
                );
            }

            results += rate.Cost(result.Quantity, GrantUnit.Tokens);
        }

        return Of(uses.DrainToImmutable(), results, prices);
    }

    private static ApiAnswer Of(ImmutableArray<ExpectedUse> uses, Tokens results, PriceList prices)
    {
        if (CheapestMix.Of(uses, results, prices) is not { } best)
        {
            return ApiAnswer.Refuse(
                RejectionCode.QuantityOutOfRange,
                $"The use without seats needs more than {Order.MaxTokens} tokens, the most that one order has.",
                "uses"
            );
        }

        return ApiAnswer.Of(
            new EstimateBody(
                prices.Currency,
                EstimateBody.MixBody.Of(best, uses)!,
                EstimateBody.MixBody.Of(Estimate.TokensOnly(uses, results, prices), uses),
                EstimateBody.MixBody.Of(Estimate.SeatsOnly(uses, results, prices), uses),
                [
                    .. uses.DistinctBy(use => use.Product)
                        .Where(use => use.SeatPerYear is not null)
                        .Select(use => new EstimateBody.BreakEvenBody(
                            use.Product.Value,
                            Estimate.BreakEven(use.Rate, use.SeatPerYear!.Value, best.Order.UnitPrice)
                        )),
                ]
            )
        );
    }
}

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
