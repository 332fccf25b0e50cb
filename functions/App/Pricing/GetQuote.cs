using System.Globalization;
using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Quotes the price of an order, and of a larger order that costs less (R20). Open to all.</summary>
public sealed class GetQuote(ApiEndpoint endpoint, Catalog catalog, TimeProvider time)
{
    /// <summary><c>GET /api/quote?tokens=&amp;country=</c>. The default country is that of the first price list.</summary>
    [Function(nameof(GetQuote))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/quote")] HttpRequest request
    )
    {
        var call = endpoint.Open(request);
        return call.AnswerAsync(() =>
        {
            var query = request.Query;
            if (!long.TryParse(query["tokens"], NumberStyles.None, CultureInfo.InvariantCulture, out var tokens))
            {
                return ApiAnswer.Invalid("tokens", "'tokens' must be a whole number.");
            }

            if (Purchase.QuantityRefusal(tokens) is { } refusal)
            {
                return ApiAnswer.Refuse(refusal);
            }

            var country = query.ContainsKey("country")
                ? query["country"].ToString()
                : catalog.PriceLists[0].Countries[0];
            return PriceList.For(country, time.GetUtcNow(), catalog.PriceLists) is { } list
                ? ApiAnswer.Of(QuoteBody.Of(tokens, country, list))
                : ApiAnswer.Refuse(Purchase.CountryRefusal(country));
        });
    }
}
