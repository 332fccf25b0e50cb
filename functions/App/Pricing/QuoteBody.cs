using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>The price of an order now (R11, R20).</summary>
/// <param name="Tokens">The number of tokens.</param>
/// <param name="Country">The buyer's country.</param>
/// <param name="UnitPrice">The price of one token.</param>
/// <param name="Total">The price of the order.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Cheaper">A larger order that costs less; omitted if there is none.</param>
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
    /// <param name="Tokens">The number of tokens.</param>
    /// <param name="UnitPrice">The price of one token.</param>
    /// <param name="Total">The price of the order.</param>
    /// <param name="Saves">The amount saved.</param>
    public sealed record CheaperBody(long Tokens, decimal UnitPrice, decimal Total, decimal Saves);

    /// <summary>Returns the quote from a price list.</summary>
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
