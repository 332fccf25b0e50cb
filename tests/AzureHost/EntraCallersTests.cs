using System.Security.Cryptography;
using FlexFunctions.App;
using FlexFunctions.App.Hosting.Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>Responses while the token issuer's metadata is available, and while it is not.</summary>
public sealed class EntraCallersTests : IDisposable
{
    private const string Issuer = "https://login.example/v2.0";
    private const string Audience = "api-client-id";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RSA _otherRsa = RSA.Create(2048);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero));
    private readonly IssuerDocuments _documents;
    private readonly LogLines _log = new();
    private readonly ApiEndpoint _endpoint;

    public EntraCallersTests()
    {
        _documents = new IssuerDocuments(_rsa);
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new(AppSettings.AuthIssuer, Issuer), new(AppSettings.AuthAudience, Audience)])
            .Build();
        _endpoint = new ApiEndpoint(new CallerAuthenticator(EntraCallers.Rules(settings, _documents), _clock), _log);
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _otherRsa.Dispose();
    }

    [Fact]
    public async Task Calls_return_503_until_the_metadata_is_available()
    {
        _documents.Answer = Answer.Failure;
        var token = Token(_rsa);

        Assert.Equal((503, "5"), await CallAsync(token));
        Assert.Equal((503, "5"), await CallAsync(token));

        Assert.Equal(2, _log.Lines.Count);
        Assert.All(
            _log.Lines,
            line =>
            {
                Assert.Contains("the token issuer cannot be reached", line, StringComparison.Ordinal);
                Assert.Contains("connection refused", line, StringComparison.Ordinal);
                Assert.All(token.Split('.'), part => Assert.DoesNotContain(part, line, StringComparison.Ordinal));
            }
        );

        _documents.Answer = Answer.Metadata;
        Assert.Equal((200, ""), await CallAsync(token));
        Assert.Equal(2, _log.Lines.Count);
    }

    [Fact]
    public async Task Calls_return_503_when_the_issuer_does_not_respond()
    {
        _documents.Answer = Answer.Never;
        var calls = new[] { CallAsync(Token(_rsa)), CallAsync(Token(_rsa)) };

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.All(await Task.WhenAll(calls), answer => Assert.Equal((503, "5"), answer));
    }

    [Fact]
    public async Task Known_keys_are_used_while_the_issuer_is_unreachable()
    {
        Assert.Equal((200, ""), await CallAsync(Token(_rsa)));
        _documents.Answer = Answer.Failure;

        Assert.Equal((200, ""), await CallAsync(Token(_rsa)));
        Assert.Equal((401, ""), await CallAsync(Token(_otherRsa, "two")));
    }

    [Fact]
    public async Task Invalid_tokens_return_401()
    {
        Assert.Equal((401, ""), await CallAsync(Token(_otherRsa)));
        Assert.Equal((401, ""), await CallAsync(Token(_otherRsa, "two")));
        Assert.Equal((401, ""), await CallAsync(Token(_rsa, expires: _clock.GetUtcNow().AddMinutes(-3))));
        Assert.Equal((401, ""), await CallAsync("a.b.c"));
        Assert.Empty(_log.Lines);
    }

    private async Task<(int Status, string RetryAfter)> CallAsync(string token)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Headers.Authorization = $"Bearer {token}";
        var call = await _endpoint.AuthorizeAsync(context.Request, Role.Operator, default);
        var answer = await call.AnswerAsync(() => ApiAnswer.Of("ok"));
        await answer.ExecuteAsync(context);
        return (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString());
    }

    private string Token(RSA rsa, string key = "one", DateTimeOffset? expires = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = Audience,
                NotBefore = _clock.GetUtcNow().AddHours(-1).UtcDateTime,
                Expires = (expires ?? _clock.GetUtcNow().AddHours(1)).UtcDateTime,
                Claims = new Dictionary<string, object> { [CallerAuthenticator.RolesClaim] = "Flex.Operator" },
                SigningCredentials = new SigningCredentials(
                    new RsaSecurityKey(rsa) { KeyId = key },
                    SecurityAlgorithms.RsaSha256
                ),
            }
        );

    private enum Answer
    {
        Metadata,
        Failure,
        Never,
    }

    /// <summary>The issuer's metadata and keys, as its web server returns them.</summary>
    private sealed class IssuerDocuments(RSA rsa) : IDocumentRetriever
    {
        public Answer Answer { get; set; } = Answer.Metadata;

        public Task<string> GetDocumentAsync(string address, CancellationToken cancel) =>
            Answer switch
            {
                Answer.Failure => Task.FromException<string>(new IOException("connection refused")),
                Answer.Never => new TaskCompletionSource<string>().Task,
                _ => Task.FromResult(
                    address switch
                    {
                        $"{Issuer}/.well-known/openid-configuration" => $$"""
                        { "issuer": "{{Issuer}}", "jwks_uri": "{{Issuer}}/keys" }
                        """,
                        $"{Issuer}/keys" => Keys(),
                        _ => throw new ArgumentException(address, nameof(address)),
                    }
                ),
            };

        private string Keys()
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(false)));
            return $$"""{ "keys": [{ "kty": "RSA", "kid": "one", "n": "{{key.N}}", "e": "{{key.E}}" }] }""";
        }
    }

    private sealed class LogLines : ILogger<ApiEndpoint>
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines => _lines;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => _lines.Add($"{logLevel} {formatter(state, exception)} {exception}");
    }
}
