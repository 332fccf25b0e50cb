using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Gets the rates of products and results (R6, R7). Open to all.</summary>
public sealed class GetRates(ApiEndpoint endpoint, Catalog catalog)
{
    /// <summary><c>GET /api/rates</c></summary>
    [Function(nameof(GetRates))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/rates")] HttpRequest request
    ) => endpoint.Open(request).AnswerAsync(() => ApiAnswer.Of(RatesBody.Of(catalog)));
}
