using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Gives a file that the page of <see cref="GetDocs"/> needs; open to all, as the page is.</summary>
public sealed class GetDocsFile(ApiEndpoint entry)
{
    /// <summary><c>GET /api/docs/{file}</c></summary>
    [Function(nameof(GetDocsFile))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/docs/{file}")] HttpRequest request,
        string file
    ) =>
        entry.AnswerAllAsync(
            request,
            () => Task.FromResult(DocsFiles.Find(file) is { } found ? new ApiAnswer.Other(found) : ApiAnswer.NotFound)
        );
}
