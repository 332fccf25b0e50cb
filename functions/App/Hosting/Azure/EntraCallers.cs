using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.App.Hosting.Azure;

/// <summary>Which tokens callers bear in Azure: those of the vendor's tenant, by its OpenID metadata.</summary>
internal static class EntraCallers
{
    /// <summary>How long one document of the metadata may take: calls wait for it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>What a token must be, by the settings <c>Auth:Issuer</c> and <c>Auth:Audience</c>.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="documents">Fetches the metadata; over HTTPS unless given.</param>
    /// <exception cref="InvalidDataException">A setting is missing.</exception>
    public static TokenValidationParameters Rules(IConfiguration settings, IDocumentRetriever? documents = null)
    {
        var issuer = AppSettings.Required(settings, AppSettings.AuthIssuer);
        return new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = AppSettings.Required(settings, AppSettings.AuthAudience),
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                issuer.TrimEnd('/') + "/.well-known/openid-configuration",
                new OpenIdConnectConfigurationRetriever(),
                documents ?? new HttpDocumentRetriever(new HttpClient { Timeout = s_patience })
            ),
        };
    }
}
