using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.App.Tests;

/// <summary>Which callers are told by their tokens, with keys that an issuer's metadata names, as in Azure.</summary>
public sealed class CallerAuthenticatorTests : IDisposable
{
    private const string Issuer = "https://login.example/v2.0";
    private const string Audience = "api://flexfunctions";
    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly IssuerMetadata _metadata = new();
    private readonly CallerAuthenticator _tokens;

    public CallerAuthenticatorTests()
    {
        _metadata.Publish(Key(_rsa, "one"));
        _tokens = new CallerAuthenticator(
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
    public async Task An_admin_is_told_with_the_account()
    {
        var caller = await AskAsync(Token(Admin("acme")));

        Assert.Equal((Role.Admin, "acme"), (caller!.Roles, caller.Account?.Value));
    }

    [Fact]
    public async Task A_token_that_somebody_else_signed_is_refused()
    {
        using var other = RSA.Create(2048);

        Assert.Null(await AskAsync(Token(Admin("acme"), Key(other, "one"))));
    }

    [Fact]
    public async Task A_token_without_a_signature_is_refused()
    {
        var parts = Token(Admin("acme")).Split('.');

        Assert.Null(await AskAsync($"{Base64("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}."));
        Assert.Null(await AskAsync($"{parts[0]}.{parts[1]}."));
        Assert.Null(await AskAsync($"{parts[0]}.{parts[1]}"));
    }

    [Fact]
    public async Task A_token_signed_with_the_public_key_as_if_it_were_a_secret_is_refused()
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
            Assert.Null(await AskAsync(Token(Admin("acme"), confused)));
        }
    }

    [Fact]
    public async Task A_token_of_another_algorithm_is_refused() =>
        Assert.Null(
            await AskAsync(
                Token(
                    Admin("acme"),
                    new SigningCredentials(new RsaSecurityKey(_rsa) { KeyId = "one" }, SecurityAlgorithms.RsaSha512)
                )
            )
        );

    [Theory]
    [InlineData(-120, -3)]
    [InlineData(3, 120)]
    public async Task A_token_that_is_over_or_not_valid_yet_is_refused(int from, int until) =>
        Assert.Null(await AskAsync(Token(Admin("acme"), from: s_now.AddMinutes(from), until: s_now.AddMinutes(until))));

    [Theory]
    [InlineData("https://evil.example/v2.0", Audience)]
    [InlineData(Issuer, "api://another")]
    public async Task A_token_of_another_issuer_or_for_another_audience_is_refused(string issuer, string audience) =>
        Assert.Null(await AskAsync(Token(Admin("acme"), issuer: issuer, audience: audience)));

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a.b.c")]
    [InlineData("")]
    [InlineData(null)]
    public async Task What_is_no_token_is_refused(string? authorization) =>
        Assert.Null(await _tokens.AuthenticateAsync(authorization));

    [Theory]
    [InlineData("Flex.King")]
    [InlineData("flex.admin")]
    [InlineData("Admin")]
    [InlineData("")]
    public async Task An_unknown_role_may_do_nothing(string role) =>
        Assert.Equal(Role.None, (await AskAsync(Token(new() { ["roles"] = role, ["flex_account"] = "acme" })))!.Roles);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ac me")]
    [InlineData("other")]
    public async Task An_admin_of_no_account_or_of_another_may_not_act_for_this_one(string? account)
    {
        var caller = await AskAsync(Token(Admin(account)));

        Assert.False(caller!.MayAct(Role.Admin | Role.Operator, Domain.AccountId.Of("acme")));
    }

    [Fact]
    public async Task A_key_that_the_issuer_changed_to_is_asked_for_once_it_is_met()
    {
        Assert.NotNull(await AskAsync(Token(Admin("acme"))));
        using var next = RSA.Create(2048);
        _metadata.Publish(Key(next, "two"));

        Assert.NotNull(await AskAsync(Token(Admin("acme"), Key(next, "two"))));
        Assert.Equal(1, _metadata.Refreshes);
    }

    [Fact]
    public async Task Keys_are_not_asked_for_again_while_they_are_known()
    {
        for (var call = 0; call < 20; call++)
        {
            Assert.NotNull(await AskAsync(Token(Admin("acme"))));
        }

        Assert.Equal(0, _metadata.Refreshes);
    }

    [Fact]
    public async Task Callers_are_not_refused_while_the_issuer_cannot_be_reached()
    {
        _metadata.IsDown = true;
        await Assert.ThrowsAsync<SignInUnavailableException>(() => AskAsync(Token(Admin("acme"))));

        _metadata.IsDown = false;
        Assert.NotNull(await AskAsync(Token(Admin("acme"))));
    }

    [Fact]
    public async Task A_call_without_a_token_is_refused_whether_or_not_the_issuer_can_be_reached()
    {
        _metadata.IsDown = true;

        Assert.Null(await _tokens.AuthenticateAsync(null));
    }

    private Task<Caller?> AskAsync(string token) => _tokens.AuthenticateAsync("Bearer " + token);

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
