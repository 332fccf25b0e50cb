using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.App.Hosting.Azure;

/// <summary>Token validation in Azure: tokens of the vendor's tenant, validated with its OpenID metadata.</summary>
internal static class EntraCallers
{
    /// <summary>The timeout for one metadata document; calls wait for it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Returns the validation parameters for the settings <c>Auth:Issuer</c> and <c>Auth:Audience</c>.
    /// </summary>
    /// <param name="settings">The settings.</param>
    /// <param name="documents">Retrieves the metadata; over HTTPS by default.</param>
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
