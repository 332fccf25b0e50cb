using Azure.Communication.Email;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace FlexFunctions.App.Hosting.Azure;

/// <summary>Who carries mail in Azure: the Communication Services resource of the settings.</summary>
internal static class AzureMail
{
    /// <summary>Makes it, as the app's managed identity.</summary>
    /// <exception cref="InvalidDataException">A setting is missing or makes no sense; the message names it.</exception>
    public static IMailSender Sender(IConfiguration settings)
    {
        var from = AppSettings.Required(settings, AppSettings.MailFrom);
        var endpoint = AppSettings.Required(settings, AppSettings.MailEndpoint);
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            throw new InvalidDataException($"Setting {AppSettings.MailEndpoint} must be an https address.");
        }

        // Sending again is the outbox's decision: it asks first what became of a mail.
        var options = new EmailClientOptions { Retry = { MaxRetries = 0 } };
        return new CommunicationSender(new EmailClient(address, new DefaultAzureCredential(), options), from);
    }
}
