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
