using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Shows the description of the API to people; open to all.</summary>
public sealed class GetDocs(ApiEndpoint entry)
{
    /// <summary>The page loads from nowhere else, and runs nothing but its own two scripts.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary><c>GET /api/docs</c></summary>
    [Function(nameof(GetDocs))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/docs")] HttpRequest request
    ) =>
        entry.AnswerAllAsync(
            request,
            () =>
            {
                request.HttpContext.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                return Task.FromResult<ApiAnswer>(new ApiAnswer.Other(DocsFiles.Index()));
            }
        );
}
