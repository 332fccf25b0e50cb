using Microsoft.Extensions.Configuration;
using MimeKit;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>The mail sender of a local host: the configured SMTP server, or files in its state.</summary>
internal static class LocalMail
{
    private const string DefaultFrom = "flexfunctions@localhost";

    /// <summary>Creates the sender.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="folder">The folder for files.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidDataException">A setting makes no sense; the message names it.</exception>
    public static IMailSender Sender(IConfiguration settings, string folder, TimeProvider time)
    {
        var from = From(settings);
        if (settings[AppSettings.MailSmtp] is not { Length: > 0 } smtp)
        {
            return new EmlSender(folder, from, time);
        }

        return new SmtpSender(
            new SmtpServer(SmtpServer.Parse(smtp), from)
            {
                Login = settings[AppSettings.MailSmtpUser] is { Length: > 0 } user
                    ? (user, AppSettings.Required(settings, AppSettings.MailSmtpPassword))
                    : null,
            },
            time
        );
    }

    private static MailboxAddress From(IConfiguration settings)
    {
        // The placeholder of the sample settings is not an address.
        var text =
            settings[AppSettings.MailFrom] is { Length: > 0 } named
            && !named.EndsWith("@DOMAIN", StringComparison.Ordinal)
                ? named
                : DefaultFrom;
        return MimeLetter.Address(text)
            ?? throw new InvalidDataException($"Setting {AppSettings.MailFrom} must be a mail address, not '{text}'.");
    }
}
