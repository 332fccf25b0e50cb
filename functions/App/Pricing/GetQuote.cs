using System.Globalization;
using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Says what an order would cost, and when a larger one costs less (R20); open to all.</summary>
public sealed class GetQuote(ApiEndpoint entry, Catalog catalog, TimeProvider time)
{
    /// <summary><c>GET /api/quote?tokens=&amp;country=</c>; without a country, that of the first price list.</summary>
    [Function(nameof(GetQuote))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/quote")] HttpRequest request
    ) => entry.AnswerAllAsync(request, () => Task.FromResult(Answer(request.Query)));

    private ApiAnswer Answer(IQueryCollection query)
    {
        if (!long.TryParse(query["tokens"], NumberStyles.None, CultureInfo.InvariantCulture, out var tokens))
        {
            return ApiAnswer.Invalid("tokens", "'tokens' must be a whole number.");
        }

        if (Purchase.QuantityRefusal(tokens) is { } refusal)
        {
            return new ApiAnswer.Refused(refusal);
        }

        var country = query.ContainsKey("country") ? query["country"].ToString() : catalog.PriceLists[0].Countries[0];
        return PriceList.For(country, time.GetUtcNow(), catalog.PriceLists) is { } list
            ? ApiAnswer.Of(QuoteBody.Of(tokens, country, list))
            : new ApiAnswer.Refused(Purchase.CountryRefusal(country));
    }
}
