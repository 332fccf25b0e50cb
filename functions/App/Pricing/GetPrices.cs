using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Gets the price lists (R11). Open to all.</summary>
public sealed class GetPrices(ApiEndpoint endpoint, Catalog catalog)
{
    /// <summary><c>GET /api/prices</c></summary>
    [Function(nameof(GetPrices))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/prices")] HttpRequest request
    ) => endpoint.Open(request).AnswerAsync(() => ApiAnswer.Of(PricesBody.Of(catalog)));
}
