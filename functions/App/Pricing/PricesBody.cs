using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>All price lists (R11).</summary>
/// <param name="PriceLists">The price lists, each with its countries and start date.</param>
public sealed record PricesBody(IReadOnlyList<PricesBody.ListBody> PriceLists)
{
    /// <summary>A price list.</summary>
    public sealed record ListBody(
        string Currency,
        IReadOnlyList<string> Countries,
        DateTimeOffset EffectiveFrom,
        IReadOnlyList<PriceTier> Tiers
    );

    /// <summary>Returns the price lists of the catalog.</summary>
    public static PricesBody Of(Catalog catalog) =>
        new([
            .. catalog.PriceLists.Select(list => new ListBody(
                list.Currency,
                list.Countries,
                list.EffectiveFrom,
                list.Tiers
            )),
        ]);
}
