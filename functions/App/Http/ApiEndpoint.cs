using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>The entry point of every HTTP function: starts a call and authorizes its caller.</summary>
/// <param name="callers">Authenticates callers.</param>
/// <param name="logger">Receives the exceptions of calls.</param>
public sealed class ApiEndpoint(CallerAuthenticator callers, ILogger<ApiEndpoint> logger)
{
    /// <summary>Starts a call that needs no token.</summary>
    /// <param name="request">The HTTP request.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public ApiCall Open(HttpRequest request, CancellationToken cancellationToken = default) =>
        new(request, logger, cancellationToken);

    /// <summary>Starts a call that is not about an account, and checks its bearer token.</summary>
    /// <inheritdoc cref="AuthorizeAsync(HttpRequest, string, Role, CancellationToken)"/>
    public Task<ApiCall> AuthorizeAsync(HttpRequest request, Role allowed, CancellationToken cancellationToken) =>
        AuthorizeAsync(request, null, allowed, cancellationToken);

    /// <summary>
    /// Starts a call and checks its bearer token. The call is answered 401 without a valid token, 403 if none of the caller's
    /// roles is allowed, and 404 if the account is invalid or not the caller's.
    /// </summary>
    /// <param name="request">The HTTP request.</param>
    /// <param name="account">The account in the route; null if the call is not about an account.</param>
    /// <param name="allowed">The roles that may make the call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ApiCall> AuthorizeAsync(
        HttpRequest request,
        string? account,
        Role allowed,
        CancellationToken cancellationToken
    )
    {
        var call = Open(request, cancellationToken);
        await call.RunAsync(async () =>
        {
            var caller = await callers.AuthenticateAsync(request.Headers.Authorization);
            if (caller is null)
            {
                request.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
            }

            return Denial(caller, account, allowed) is { } denial ? Problem.Of(denial) : null;
        });
        return call;
    }

    private static Rejection? Denial(Caller? caller, string? account, Role allowed)
    {
        if (caller is null)
        {
            return new Rejection(
                ApiCode.Unauthenticated,
                "The call requires a valid bearer token: 'Authorization: Bearer …'."
            );
        }

        if ((caller.Roles & allowed) == Role.None)
        {
            return new Rejection(
                ApiCode.Forbidden,
                $"The call requires one of the roles {allowed}. The token has {caller.Roles}."
            );
        }

        return account is null || (Identifier.IsValid(account) && caller.MayAct(allowed, AccountId.Of(account)))
            ? null
            : Problem.NotFound;
    }
}
