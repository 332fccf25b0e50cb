using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// One HTTP call, as a sequence of steps. The first step that answers ends the call: a denial, a refusal or an exception
/// skips the steps after it, so a function cannot forget to check for them. Exceptions are caught here, inside the function:
/// on the Azure host, a middleware that answers instead of the function leaves the invocation hanging.
/// </summary>
/// <param name="request">The HTTP request.</param>
/// <param name="logger">Receives exceptions.</param>
/// <param name="cancellationToken">Cancels the call.</param>
public sealed class ApiCall(HttpRequest request, ILogger logger, CancellationToken cancellationToken)
{
    private IResult? _answer;

    /// <summary>The HTTP request.</summary>
    public HttpRequest Request => request;

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Runs the last step, unless an earlier step has answered.</summary>
    /// <param name="answer">Makes the answer.</param>
    public async Task<IResult> AnswerAsync(Func<Task<ApiAnswer>> answer)
    {
        await RunAsync(async () => (await answer()).AsResult());
        return _answer!;
    }

    /// <summary>Runs the last step, unless an earlier step has answered.</summary>
    /// <param name="answer">Makes the answer.</param>
    public Task<IResult> AnswerAsync(Func<ApiAnswer> answer) => AnswerAsync(() => Task.FromResult(answer()));

    /// <summary>Runs a step, unless an earlier step has answered.</summary>
    /// <param name="step">Returns the answer to the call, or null to go on.</param>
    internal async Task RunAsync(Func<Task<IResult?>> step) => _answer ??= await GuardAsync(step);

    private async Task<IResult?> GuardAsync(Func<Task<IResult?>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (IsCancellation(e))
        {
            // Rethrowing would count as a failed invocation. A commit that succeeded stays; a retry with the same key
            // receives its answer.
            logger.LogDebug(e, "{Method} {Route} of {Account} was cancelled", Name);
            return request.HttpContext.RequestAborted.IsCancellationRequested
                ? Results.StatusCode(StatusCodes.Status499ClientClosedRequest)
                : LedgerUnavailable();
        }
        catch (Exception e) when (e is RowStoreException or RowConflictException)
        {
            logger.LogWarning(e, "{Method} {Route} of {Account}: the ledger did not answer in time", Name);
            return LedgerUnavailable();
        }
        catch (SignInUnavailableException e)
        {
            logger.LogError(e, "{Method} {Route} of {Account}: the token issuer cannot be reached", Name);
            return TryAgain(
                ApiCode.SignInUnavailable,
                "The token cannot be validated because its issuer cannot be reached. Try again in a few seconds."
            );
        }
        catch (LedgerBrokenException e)
        {
            logger.LogError(e, "{Method} {Route} of {Account}: refused because the ledger is broken", Name);
            return Problem.Of(
                new Rejection(
                    RejectionCode.LedgerBroken,
                    $"The ledger of team '{e.Team}' failed a consistency check. It cannot be changed until it is repaired."
                )
            );
        }
#pragma warning disable CA1031 // The boundary: log any other exception in full, and tell the caller nothing about it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogError(e, "{Method} {Route} of {Account} failed", Name);
            return Problem.Of(
                new Rejection(ApiCode.InternalError, "The call failed because of an error on our side. It was logged.")
            );
        }
    }

    /// <summary>
    /// True if the call ended because the client disconnected or the host is stopping. On Azure, the bound token may be
    /// cancelled before the request is aborted. A failing store is not retried once the token is cancelled.
    /// </summary>
    private bool IsCancellation(Exception e) =>
        (cancellationToken.IsCancellationRequested || request.HttpContext.RequestAborted.IsCancellationRequested)
        && e is OperationCanceledException or RowStoreException or RowConflictException;

    private IResult LedgerUnavailable() =>
        TryAgain(ApiCode.LedgerUnavailable, "The ledger did not answer in time. Try again in a few seconds.");

    private IResult TryAgain(string code, string detail)
    {
        request.HttpContext.Response.Headers.RetryAfter = "5";
        return Problem.Of(new Rejection(code, detail));
    }

    /// <summary>The call in log messages. It names the route, not the path: a path may contain a user id.</summary>
    private object?[] Name =>
        [
            request.Method,
            (request.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText,
            request.RouteValues["account"],
        ];
}
