using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// The one entry that every HTTP function goes through: it tells the caller, turns refusals into problem details, and
/// catches what nobody expected. It has to be inside the function: on the real host a middleware that answers instead
/// leaves the invocation hanging.
/// </summary>
/// <param name="tokens">Tells callers.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what nobody expected.</param>
public sealed class ApiEndpoint(CallerAuthenticator tokens, TimeProvider time, ILogger<ApiEndpoint> logger)
{
    /// <summary>How long a call may try again when it loses races or the store fails.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <summary>Answers a call that is open to all.</summary>
    /// <param name="request">The call.</param>
    /// <param name="answer">Makes the answer.</param>
    /// <param name="cancellationToken">The token that <paramref name="answer"/> observes.</param>
    public Task<IResult> AnswerAllAsync(
        HttpRequest request,
        Func<Task<ApiAnswer>> answer,
        CancellationToken cancellationToken = default
    ) => GuardedAsync(request, async () => (await answer()).AsResult(), cancellationToken);

    /// <summary>Answers a call that is the vendor's alone and about no account.</summary>
    /// <param name="request">The call.</param>
    /// <param name="answer">Makes the answer.</param>
    /// <param name="cancellationToken">The token that <paramref name="answer"/> observes.</param>
    public Task<IResult> AnswerVendorAsync(
        HttpRequest request,
        Func<Task<ApiAnswer>> answer,
        CancellationToken cancellationToken = default
    ) => AnswerAsync(request, Role.Operator, async _ => (await answer()).AsResult(), cancellationToken);

    /// <summary>Answers a call about an account.</summary>
    /// <param name="request">The call.</param>
    /// <param name="allowed">Who may make it.</param>
    /// <param name="account">The account as the route spells it.</param>
    /// <param name="answer">Makes the answer for an account that the caller may see.</param>
    /// <param name="cancellationToken">The token that <paramref name="answer"/> observes.</param>
    public Task<IResult> AnswerAsync(
        HttpRequest request,
        Role allowed,
        string account,
        Func<ApiCall, Task<IResult>> answer,
        CancellationToken cancellationToken
    ) =>
        AnswerAsync(
            request,
            allowed,
            caller =>
                Identifier.IsValid(account) && AccountId.Of(account) is var known && caller.MayAct(allowed, known)
                    ? answer(new ApiCall(request, known, time.GetUtcNow() + s_patience))
                    : Task.FromResult(Problem.Of(Problem.Nothing)),
            cancellationToken
        );

    private Task<IResult> AnswerAsync(
        HttpRequest request,
        Role allowed,
        Func<Caller, Task<IResult>> answer,
        CancellationToken cancellationToken
    ) =>
        GuardedAsync(
            request,
            async () =>
            {
                if (await tokens.IdentifyAsync(request.Headers.Authorization) is not { } caller)
                {
                    request.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
                    return Problem.Of(
                        new Rejection(ApiCode.Unauthenticated, "The call needs a valid token: Authorization: Bearer …")
                    );
                }

                if ((caller.Roles & allowed) == Role.None)
                {
                    return Problem.Of(
                        new Rejection(
                            ApiCode.Forbidden,
                            $"This call is for {allowed}; the token is for {caller.Roles}."
                        )
                    );
                }

                return await answer(caller);
            },
            cancellationToken
        );

    private async Task<IResult> GuardedAsync(
        HttpRequest request,
        Func<Task<IResult>> answer,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await answer();
        }
        catch (Exception e) when (IsCancellation(e, request, cancellationToken))
        {
            // An exception would count as a failed run. What was committed stays; a retry with the same key is answered.
            logger.LogDebug(e, "{Method} {Route} of {Account} was cancelled", Named(request));
            return request.HttpContext.RequestAborted.IsCancellationRequested
                ? Results.StatusCode(StatusCodes.Status499ClientClosedRequest)
                : Unavailable(request);
        }
        catch (Exception e) when (e is RowStoreException or RowConflictException)
        {
            logger.LogWarning(e, "{Method} {Route} of {Account}: the ledger did not answer in time", Named(request));
            return Unavailable(request);
        }
        catch (SignInUnavailableException e)
        {
            logger.LogError(e, "{Method} {Route} of {Account}: the token issuer cannot be reached", Named(request));
            return TryAgain(
                request,
                new Rejection(
                    ApiCode.SignInUnavailable,
                    "Tokens cannot be checked: their issuer cannot be reached. Try again in a few seconds."
                )
            );
        }
        catch (LedgerBrokenException e)
        {
            logger.LogError(e, "{Method} {Route} of {Account}: refused, for the ledger is broken", Named(request));
            return Problem.Of(
                new Rejection(
                    RejectionCode.LedgerBroken,
                    $"The ledger of team '{e.Team}' does not add up; nothing is changed in it until it is mended."
                )
            );
        }
#pragma warning disable CA1031 // the boundary: what nobody expected is logged whole, and the caller told nothing of it
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogError(e, "{Method} {Route} of {Account} failed", Named(request));
            return Problem.Of(
                new Rejection(ApiCode.InternalError, "The call failed by a fault of ours; it is logged.")
            );
        }
    }

    /// <summary>
    /// Whether a call ended because its client left or the host is stopping. On Azure the bound token may be cancelled
    /// before the request is aborted. A store that fails is not asked again once the token is cancelled.
    /// </summary>
    private static bool IsCancellation(Exception e, HttpRequest request, CancellationToken cancellationToken) =>
        (cancellationToken.IsCancellationRequested || request.HttpContext.RequestAborted.IsCancellationRequested)
        && e is OperationCanceledException or RowStoreException or RowConflictException;

    private static IResult Unavailable(HttpRequest request) =>
        TryAgain(
            request,
            new Rejection(ApiCode.LedgerUnavailable, "The ledger did not answer in time. Try again in a few seconds.")
        );

    private static IResult TryAgain(HttpRequest request, Rejection rejection)
    {
        request.HttpContext.Response.Headers.RetryAfter = "5";
        return Problem.Of(rejection);
    }

    /// <summary>How a call is named in logs: by its route, for the path may hold a user's id.</summary>
    private static object?[] Named(HttpRequest request) =>
        [
            request.Method,
            (request.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText,
            request.RouteValues["account"],
        ];
}
