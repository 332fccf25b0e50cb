using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>An OpenID issuer with HTTPS on this machine, from which the worker gets its keys.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    internal const string Audience = "api-client-id";

    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "test" };
    private readonly X509Certificate2 _certificate = Certificate();
    private readonly WebApplication _server;

    private TokenIssuer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate))
        );
        builder.Services.AddRoutingCore();
        _server = builder.Build();
        _server.UseRouting();
        _server.MapGet(
            "/.well-known/openid-configuration",
            () => Results.Json(new { issuer = Name, jwks_uri = $"{Name}keys" })
        );
        _server.MapGet(
            "/keys",
            () =>
            {
                var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(_key);
                return Results.Json(
                    new
                    {
                        keys = new[]
                        {
                            new
                            {
                                kty = key.Kty,
                                use = "sig",
                                kid = key.Kid,
                                n = key.N,
                                e = key.E,
                            },
                        },
                    }
                );
            }
        );
    }

    /// <summary>The issuer name, which is also the address.</summary>
    internal string Name => $"{_server.Urls.Single().TrimEnd('/')}/";

    /// <summary>The validation parameters for tokens, without a request to the issuer.</summary>
    internal TokenValidationParameters Rules =>
        new()
        {
            ValidIssuer = Name,
            ValidAudience = Audience,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            IssuerSigningKey = _key,
        };

    internal static async Task<TokenIssuer> StartAsync()
    {
        var issuer = new TokenIssuer();
        await issuer._server.StartAsync();
        return issuer;
    }

    /// <summary>Writes the certificate that clients must trust.</summary>
    internal void WriteCertificate(string path) => File.WriteAllText(path, _certificate.ExportCertificatePem());

    /// <summary>Creates a token that is valid for one hour.</summary>
    internal string Token(string role, string? account = null)
    {
        var claims = new ClaimsIdentity([new Claim("roles", $"Flex.{role}")]);
        if (account is not null)
        {
            claims.AddClaim(new Claim("flex_account", account));
        }

        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Name,
                Audience = Audience,
                Subject = claims,
                SigningCredentials = new(_key, SecurityAlgorithms.RsaSha256),
            }
        );
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
