using System.Security.Claims;
using FlexFunctions.Domain;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.App;

/// <summary>Authenticates a caller from its bearer token, a JWT.</summary>
/// <param name="rules">The accepted issuer, audience, keys and algorithms.</param>
/// <param name="time">The clock that decides whether a token is valid.</param>
public sealed class CallerAuthenticator(TokenValidationParameters rules, TimeProvider time)
{
    /// <summary>The claim that binds an admin to an account.</summary>
    public const string AccountClaim = "flex_account";

    /// <summary>The claim that contains the roles.</summary>
    public const string RolesClaim = "roles";

    /// <summary>The prefix of role names in the claim.</summary>
    public const string RolePrefix = "Flex.";

    private const string Scheme = "Bearer ";
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromMinutes(2);

    /// <summary>The time a call waits for the issuer's signing keys.</summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters _rules = Complete(rules, time);

    /// <summary>Returns the caller of an <c>Authorization</c> header; null if it has no valid token.</summary>
    /// <exception cref="SignInUnavailableException">The issuer's signing keys cannot be fetched.</exception>
    public async Task<Caller?> AuthenticateAsync(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        await FetchKeysAsync();
        var result = await _handler.ValidateTokenAsync(authorization[Scheme.Length..].Trim(), _rules);
        return result.IsValid ? Caller(result.ClaimsIdentity) : null;
    }

    /// <summary>
    /// Fetches the issuer's signing keys unless they are cached. Without this, the handler would report an unknown key, and
    /// valid tokens would be refused.
    /// </summary>
    private async Task FetchKeysAsync()
    {
        if (_rules.ConfigurationManager is not { } issuer)
        {
            return;
        }

        try
        {
            await issuer.GetBaseConfigurationAsync(CancellationToken.None).WaitAsync(s_timeout, time);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            throw new SignInUnavailableException(e);
        }
    }

    /// <summary>Returns the caller of a valid token. It may have no role, and then may make no call.</summary>
    private static Caller Caller(ClaimsIdentity identity)
    {
        var roles = identity
            .FindAll(RolesClaim)
            .Select(claim => claim.Value)
            .Where(name => name.StartsWith(RolePrefix, StringComparison.Ordinal))
            .Aggregate(Role.None, (all, name) => all | RoleOf(name[RolePrefix.Length..]));
        var account = identity.FindFirst(AccountClaim)?.Value;
        return new Caller(roles, Identifier.IsValid(account) ? AccountId.Of(account!) : null);
    }

    private static Role RoleOf(string name) =>
        name switch
        {
            nameof(Role.Admin) => Role.Admin,
            nameof(Role.Operator) => Role.Operator,
            nameof(Role.Product) => Role.Product,
            _ => Role.None,
        };

    private static TokenValidationParameters Complete(TokenValidationParameters rules, TimeProvider time)
    {
        var complete = rules.Clone();
        complete.RequireSignedTokens = true;
        complete.RequireExpirationTime = true;
        complete.ValidateIssuerSigningKey = true;
        complete.LifetimeValidator = (notBefore, expires, _, _) =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            return (notBefore is null || notBefore <= now + s_clockSkew) && expires > now - s_clockSkew;
        };
        return complete;
    }
}
