using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Gets the OpenAPI description of the API. Open to all.</summary>
public sealed class GetOpenApi(ApiEndpoint endpoint)
{
    /// <summary><c>GET /api/openapi.yaml</c></summary>
    [Function(nameof(GetOpenApi))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.yaml")] HttpRequest request
    ) => endpoint.Open(request).AnswerAsync(() => new ApiAnswer.Other(DocsFiles.Description()));
}
