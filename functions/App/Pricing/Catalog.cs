using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>What the vendor sells and what it costs.</summary>
/// <param name="PriceLists">What tokens cost (R11).</param>
/// <param name="Rates">What a day of a product costs (R6), and a result (R7).</param>
public sealed record Catalog(ImmutableArray<PriceList> PriceLists, RateCard Rates);
