using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>The products and prices of the vendor.</summary>
/// <param name="PriceLists">The prices of tokens (R11).</param>
/// <param name="Rates">The daily rates of products (R6) and the rates of results (R7).</param>
/// <param name="SeatPrices">The prices of seats (R22).</param>
public sealed record Catalog(
    ImmutableArray<PriceList> PriceLists,
    RateCard Rates,
    ImmutableArray<SeatPrice> SeatPrices
);
