using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>All price lists as the API shows them (R11).</summary>
/// <param name="PriceLists">By country and date.</param>
public sealed record PricesBody(IReadOnlyList<PricesBody.ListBody> PriceLists)
{
    /// <summary>A price list.</summary>
    public sealed record ListBody(
        string Currency,
        IReadOnlyList<string> Countries,
        DateTimeOffset EffectiveFrom,
        IReadOnlyList<PriceTier> Tiers
    );

    /// <summary>The catalog's price lists.</summary>
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
