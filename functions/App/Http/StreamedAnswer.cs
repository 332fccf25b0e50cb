using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>An answer that is written piece by piece, such as a file of any size.</summary>
/// <param name="write">Writes the headers and the body. If it fails later, the connection breaks.</param>
internal sealed class StreamedAnswer(Func<HttpContext, Task> write) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            await write(httpContext);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected. Rethrowing would count as a failed invocation.
        }
    }
}
