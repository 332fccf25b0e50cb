using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Gives the description of the API to programs; open to all.</summary>
public sealed class GetOpenApi(ApiEndpoint entry)
{
    /// <summary><c>GET /api/openapi.yaml</c></summary>
    [Function(nameof(GetOpenApi))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.yaml")] HttpRequest request
    ) => entry.AnswerAllAsync(request, () => Task.FromResult<ApiAnswer>(new ApiAnswer.Other(DocsFiles.Description())));
}
