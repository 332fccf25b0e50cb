using Microsoft.Extensions.Configuration;
using MimeKit;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Who carries the mail of a local host: an SMTP server if one is set, else files.</summary>
internal static class LocalMail
{
    private const string NobodyElse = "flexfunctions@localhost";

    /// <summary>The sender that the settings name.</summary>
    /// <exception cref="InvalidDataException">A setting can not be what it stands for; the message names it.</exception>
    public static IMailSender Sender(IConfiguration settings, string folder, TimeProvider time)
    {
        var address =
            Set(settings, AppSettings.MailFrom) is { } named && !named.Contains("DOMAIN", StringComparison.Ordinal)
                ? named
                : NobodyElse;
        if (!MailboxAddress.TryParse(address, out var from))
        {
            throw new InvalidDataException($"Setting {AppSettings.MailFrom} must be a mail address, not '{address}'.");
        }

        if (Set(settings, AppSettings.MailSmtp) is not { } server)
        {
            return new EmlSender(folder, from, time);
        }

        return Uri.TryCreate(server, UriKind.Absolute, out var url) && url.Scheme is "smtp" or "smtps" && url.Port > 0
            ? new SmtpSender(
                url,
                Set(settings, AppSettings.MailSmtpUser),
                Set(settings, AppSettings.MailSmtpPassword),
                from,
                time
            )
            : throw new InvalidDataException(
                $"Setting {AppSettings.MailSmtp} must be smtp://HOST:PORT or smtps://HOST:PORT, not '{server}'."
            );
    }

    private static string? Set(IConfiguration settings, string name) =>
        settings[name] is { Length: > 0 } text ? text : null;
}
