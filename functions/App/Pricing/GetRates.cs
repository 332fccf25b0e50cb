using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Shows what products and results cost (R6, R7); open to all.</summary>
public sealed class GetRates(ApiEndpoint entry, Catalog catalog)
{
    /// <summary><c>GET /api/rates</c></summary>
    [Function(nameof(GetRates))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/rates")] HttpRequest request
    ) => entry.AnswerAllAsync(request, () => Task.FromResult(ApiAnswer.Of(RatesBody.Of(catalog))));
}
