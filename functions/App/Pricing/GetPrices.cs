using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Shows what tokens cost (R11); open to all.</summary>
public sealed class GetPrices(ApiEndpoint entry, Catalog catalog)
{
    /// <summary><c>GET /api/prices</c></summary>
    [Function(nameof(GetPrices))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/prices")] HttpRequest request
    ) => entry.AnswerAllAsync(request, () => Task.FromResult(ApiAnswer.Of(PricesBody.Of(catalog))));
}
