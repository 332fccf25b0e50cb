using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The unit prices of tokens in some countries from an instant on, by the quantity of one order (R11).</summary>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Countries">ISO 3166 alpha-2 codes.</param>
/// <param name="EffectiveFrom">The first instant that it applies to.</param>
/// <param name="Tiers">Ascending by quantity, the first from 1.</param>
public sealed record PriceList(
    string Currency,
    ImmutableArray<string> Countries,
    DateTimeOffset EffectiveFrom,
    ImmutableArray<PriceTier> Tiers
)
{
    /// <summary>Returns the unit price of an order of this quantity; below 1, that of the first tier (R14).</summary>
    public Money UnitPrice(decimal tokens) =>
        new((Tiers.LastOrDefault(tier => tier.From <= tokens) ?? Tiers[0]).UnitPrice, Currency);

    /// <summary>
    /// Returns the tier whose smallest order has more tokens but costs less, or null if there is none (R23: 4,999 tokens
    /// cost more than 5,000).
    /// </summary>
    public PriceTier? CheaperThan(long tokens) =>
        Tiers
            .Where(tier => tier.From > tokens && tier.UnitPrice * tier.From < UnitPrice(tokens).Amount * tokens)
            .MinBy(tier => tier.UnitPrice * tier.From);

    /// <summary>Returns the list in effect for a country at an instant, or null if there is none.</summary>
    public static PriceList? For(string country, DateTimeOffset instant, IEnumerable<PriceList> lists) =>
        lists
            .Where(list => list.EffectiveFrom <= instant && list.Countries.Contains(country, StringComparer.Ordinal))
            .MaxBy(list => list.EffectiveFrom);
}
