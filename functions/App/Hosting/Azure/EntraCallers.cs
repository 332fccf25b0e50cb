using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.App.Hosting.Azure;

/// <summary>Which tokens callers bear in Azure: those of the vendor's tenant, by its OpenID metadata.</summary>
internal static class EntraCallers
{
    /// <summary>What a token must be, by the settings <c>Auth:Issuer</c> and <c>Auth:Audience</c>.</summary>
    /// <exception cref="InvalidDataException">A setting is missing.</exception>
    public static TokenValidationParameters Rules(IConfiguration settings)
    {
        var issuer = AppSettings.Required(settings, AppSettings.AuthIssuer);
        return new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = AppSettings.Required(settings, AppSettings.AuthAudience),
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                issuer.TrimEnd('/') + "/.well-known/openid-configuration",
                new OpenIdConnectConfigurationRetriever()
            ),
        };
    }
}
