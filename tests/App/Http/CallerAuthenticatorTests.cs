using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.App.Tests;

/// <summary>Authenticating callers with keys from the metadata of an issuer, as on Azure.</summary>
public sealed class CallerAuthenticatorTests : IDisposable
{
    private const string Issuer = "https://login.example/v2.0";
    private const string Audience = "api://flexfunctions";
    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly IssuerMetadata _metadata = new();
    private readonly CallerAuthenticator _callers;

    public CallerAuthenticatorTests()
    {
        _metadata.Publish(Key(_rsa, "one"));
        _callers = new CallerAuthenticator(
            new TokenValidationParameters
            {
                ValidIssuer = Issuer,
                ValidAudience = Audience,
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
                ConfigurationManager = _metadata,
            },
            new FakeTimeProvider(s_now)
        );
    }

    public void Dispose() => _rsa.Dispose();

    [Fact]
    public async Task An_admin_token_yields_the_role_and_the_account()
    {
        var caller = await AuthenticateAsync(Token(Admin("acme")));

        Assert.Equal((Role.Admin, "acme"), (caller!.Roles, caller.Account?.Value));
    }

    [Fact]
    public async Task A_token_signed_with_another_key_is_refused()
    {
        using var other = RSA.Create(2048);

        Assert.Null(await AuthenticateAsync(Token(Admin("acme"), Key(other, "one"))));
    }

    [Fact]
    public async Task A_token_without_a_signature_is_refused()
    {
        var parts = Token(Admin("acme")).Split('.');

        Assert.Null(await AuthenticateAsync($"{Base64("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}."));
        Assert.Null(await AuthenticateAsync($"{parts[0]}.{parts[1]}."));
        Assert.Null(await AuthenticateAsync($"{parts[0]}.{parts[1]}"));
    }

    [Fact]
    public async Task A_token_signed_with_the_public_key_as_a_secret_is_refused()
    {
        foreach (
            var secret in new[]
            {
                _rsa.ExportSubjectPublicKeyInfo(),
                Encoding.UTF8.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()),
            }
        )
        {
            var confused = new SigningCredentials(
                new SymmetricSecurityKey(secret) { KeyId = "one" },
                SecurityAlgorithms.HmacSha256
            );
            Assert.Null(await AuthenticateAsync(Token(Admin("acme"), confused)));
        }
    }

    [Fact]
    public async Task A_token_with_another_algorithm_is_refused() =>
        Assert.Null(
            await AuthenticateAsync(
                Token(
                    Admin("acme"),
                    new SigningCredentials(new RsaSecurityKey(_rsa) { KeyId = "one" }, SecurityAlgorithms.RsaSha512)
                )
            )
        );

    [Theory]
    [InlineData(-120, -3)]
    [InlineData(3, 120)]
    public async Task A_token_that_is_expired_or_not_yet_valid_is_refused(int from, int until) =>
        Assert.Null(
            await AuthenticateAsync(Token(Admin("acme"), from: s_now.AddMinutes(from), until: s_now.AddMinutes(until)))
        );

    [Theory]
    [InlineData("https://evil.example/v2.0", Audience)]
    [InlineData(Issuer, "api://another")]
    public async Task A_token_with_another_issuer_or_audience_is_refused(string issuer, string audience) =>
        Assert.Null(await AuthenticateAsync(Token(Admin("acme"), issuer: issuer, audience: audience)));

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a.b.c")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_malformed_token_is_refused(string? authorization) =>
        Assert.Null(await _callers.AuthenticateAsync(authorization));

    [Theory]
    [InlineData("Flex.King")]
    [InlineData("flex.admin")]
    [InlineData("Admin")]
    [InlineData("")]
    public async Task An_unknown_role_grants_nothing(string role) =>
        Assert.Equal(
            Role.None,
            (await AuthenticateAsync(Token(new() { ["roles"] = role, ["flex_account"] = "acme" })))!.Roles
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ac me")]
    [InlineData("other")]
    public async Task An_admin_may_not_act_for_another_account(string? account)
    {
        var caller = await AuthenticateAsync(Token(Admin(account)));

        Assert.False(caller!.MayAct(Role.Admin | Role.Operator, Domain.AccountId.Of("acme")));
    }

    [Fact]
    public async Task A_new_signing_key_is_fetched_when_it_is_first_used()
    {
        Assert.NotNull(await AuthenticateAsync(Token(Admin("acme"))));
        using var next = RSA.Create(2048);
        _metadata.Publish(Key(next, "two"));

        Assert.NotNull(await AuthenticateAsync(Token(Admin("acme"), Key(next, "two"))));
        Assert.Equal(1, _metadata.Refreshes);
    }

    [Fact]
    public async Task Known_signing_keys_are_not_fetched_again()
    {
        for (var call = 0; call < 20; call++)
        {
            Assert.NotNull(await AuthenticateAsync(Token(Admin("acme"))));
        }

        Assert.Equal(0, _metadata.Refreshes);
    }

    [Fact]
    public async Task Callers_are_not_refused_while_the_issuer_is_unreachable()
    {
        _metadata.IsDown = true;
        await Assert.ThrowsAsync<SignInUnavailableException>(() => AuthenticateAsync(Token(Admin("acme"))));

        _metadata.IsDown = false;
        Assert.NotNull(await AuthenticateAsync(Token(Admin("acme"))));
    }

    [Fact]
    public async Task A_call_without_a_token_is_refused_without_asking_the_issuer()
    {
        _metadata.IsDown = true;

        Assert.Null(await _callers.AuthenticateAsync(null));
    }

    private Task<Caller?> AuthenticateAsync(string token) => _callers.AuthenticateAsync("Bearer " + token);

    private static Dictionary<string, object> Admin(string? account)
    {
        var claims = new Dictionary<string, object> { ["roles"] = "Flex.Admin" };
        if (account is not null)
        {
            claims["flex_account"] = account;
        }

        return claims;
    }

    private string Token(
        Dictionary<string, object> claims,
        SigningCredentials? signer = null,
        DateTimeOffset? from = null,
        DateTimeOffset? until = null,
        string issuer = Issuer,
        string audience = Audience
    ) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = audience,
                NotBefore = (from ?? s_now.AddMinutes(-1)).UtcDateTime,
                Expires = (until ?? s_now.AddHours(1)).UtcDateTime,
                Claims = claims,
                SigningCredentials = signer ?? Key(_rsa, "one"),
            }
        );

    private static SigningCredentials Key(RSA rsa, string id) =>
        new(new RsaSecurityKey(rsa) { KeyId = id }, SecurityAlgorithms.RsaSha256);

    private static string Base64(string json) => Base64UrlEncoder.Encode(json);
}
