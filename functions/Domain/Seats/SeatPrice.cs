using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The price of a seat of a product for a year in some countries, from an instant on (R22).</summary>
/// <param name="Product">The product.</param>
/// <param name="PerYear">The price; above zero.</param>
/// <param name="Countries">ISO 3166 alpha-2 codes.</param>
/// <param name="EffectiveFrom">The first instant that it applies to.</param>
public sealed record SeatPrice(
    ProductId Product,
    Money PerYear,
    ImmutableArray<string> Countries,
    DateTimeOffset EffectiveFrom
)
{
    /// <summary>
    /// Returns the price in effect for a product at an instant, in the country and currency of a price list; null if there is
    /// none.
    /// </summary>
    public static Money? For(
        ProductId product,
        string country,
        string currency,
        DateTimeOffset instant,
        IEnumerable<SeatPrice> prices
    ) =>
        prices
            .Where(price =>
                price.Product == product
                && price.EffectiveFrom <= instant
                && price.PerYear.Currency == currency
                && price.Countries.Contains(country, StringComparer.Ordinal)
            )
            .MaxBy(price => price.EffectiveFrom)
            ?.PerYear;
}
