using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Gets the API documentation page. Open to all.</summary>
public sealed class GetDocs(ApiEndpoint endpoint)
{
    /// <summary>The page loads nothing from elsewhere and runs only its own two scripts.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary><c>GET /api/docs</c></summary>
    [Function(nameof(GetDocs))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/docs")] HttpRequest request)
    {
        var call = endpoint.Open(request);
        return call.AnswerAsync(() =>
        {
            request.HttpContext.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            return new ApiAnswer.Other(DocsFiles.Index());
        });
    }
}
