using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Gets a file of the page of <see cref="GetDocs"/>. Open to all.</summary>
public sealed class GetDocsFile(ApiEndpoint endpoint)
{
    /// <summary><c>GET /api/docs/{file}</c></summary>
    [Function(nameof(GetDocsFile))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/docs/{file}")] HttpRequest request,
        string file
    )
    {
        var call = endpoint.Open(request);
        return call.AnswerAsync(() =>
            DocsFiles.Find(file) is { } found ? new ApiAnswer.Other(found) : ApiAnswer.NotFound
        );
    }
}
