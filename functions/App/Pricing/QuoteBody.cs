using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>What an order would cost now (R11, R20).</summary>
/// <param name="Tokens">How many tokens.</param>
/// <param name="Country">The buyer's country.</param>
/// <param name="UnitPrice">Per token, in the currency.</param>
/// <param name="Total">Of the order, in the currency.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Cheaper">A larger order that costs less; left out if there is none.</param>
public sealed record QuoteBody(
    long Tokens,
    string Country,
    decimal UnitPrice,
    decimal Total,
    string Currency,
    QuoteBody.CheaperBody? Cheaper
)
{
    /// <summary>A larger order that costs less.</summary>
    /// <param name="Tokens">How many tokens.</param>
    /// <param name="UnitPrice">Per token.</param>
    /// <param name="Total">Of the order.</param>
    /// <param name="Saves">How much less it costs.</param>
    public sealed record CheaperBody(long Tokens, decimal UnitPrice, decimal Total, decimal Saves);

    /// <summary>A quote by a price list.</summary>
    public static QuoteBody Of(long tokens, string country, PriceList list)
    {
        var price = list.UnitPrice(tokens);
        var total = price.Times(tokens);
        var cheaper = list.CheaperThan(tokens) is { } tier
            ? new CheaperBody(
                tier.From,
                tier.UnitPrice,
                tier.UnitPrice * tier.From,
                total.Amount - (tier.UnitPrice * tier.From)
            )
            : null;
        return new QuoteBody(tokens, country, price.Amount, total.Amount, price.Currency, cheaper);
    }
}
