using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>What tokens cost in some countries from an instant on: the unit price by the quantity of one order (R11).</summary>
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
    /// <summary>The unit price of an order of that many tokens; one below 1 has the first tier's (R14).</summary>
    public Money UnitPrice(decimal tokens) =>
        new((Tiers.LastOrDefault(tier => tier.From <= tokens) ?? Tiers[0]).UnitPrice, Currency);

    /// <summary>
    /// The order of a few more tokens that costs less than one of so many, because it reaches the next tier; null if there
    /// is none (R20: 4,999 cost more than 5,000).
    /// </summary>
    public PriceTier? CheaperThan(long tokens) =>
        Tiers
            .Where(tier => tier.From > tokens && tier.UnitPrice * tier.From < UnitPrice(tokens).Amount * tokens)
            .MinBy(tier => tier.UnitPrice * tier.From);

    /// <summary>The list in effect for a country at an instant; null if there is none.</summary>
    public static PriceList? For(string country, DateTimeOffset instant, IEnumerable<PriceList> lists) =>
        lists
            .Where(list => list.EffectiveFrom <= instant && list.Countries.Contains(country, StringComparer.Ordinal))
            .MaxBy(list => list.EffectiveFrom);
}
