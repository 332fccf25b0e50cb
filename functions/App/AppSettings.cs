using System.Globalization;
using FlexFunctions.Domain;
using Microsoft.Extensions.Configuration;

namespace FlexFunctions.App;

/// <summary>The names of the settings, and how to read them. <c>local.settings.sample.json</c> explains each.</summary>
public static class AppSettings
{
    /// <summary>The location of the ledger.</summary>
    public const string Storage = "Storage";

    /// <summary>The maximum time between two connected signals of a session (R3), such as <c>00:15:00</c>.</summary>
    public const string SessionTimeout = "SessionTimeout";

    /// <summary>The maximum age of an event when it is enqueued (R5), such as <c>7.00:00:00</c>.</summary>
    public const string Lateness = "Lateness";

    /// <summary>The issuer of callers' tokens in Azure. Its OpenID metadata names the signing keys.</summary>
    public const string AuthIssuer = "Auth:Issuer";

    /// <summary>The audience of callers' tokens in Azure.</summary>
    public const string AuthAudience = "Auth:Audience";

    /// <summary>The sender address of mails.</summary>
    public const string MailFrom = "Mail:From";

    /// <summary>The mail server of a local host, such as <c>smtp://mail.example.com:587</c>.</summary>
    public const string MailSmtp = "Mail:Smtp";

    /// <summary>The user name for the mail server.</summary>
    public const string MailSmtpUser = "Mail:SmtpUser";

    /// <summary>The password for the mail server.</summary>
    public const string MailSmtpPassword = "Mail:SmtpPassword";

    /// <summary>The endpoint of the Communication Services resource that sends mails in Azure.</summary>
    public const string MailEndpoint = "Mail:Endpoint";

    /// <summary>The Service Bus namespace of the queue in Azure. The trigger reads this setting too.</summary>
    public const string ServiceBusNamespace = "ServiceBus:fullyQualifiedNamespace";

    /// <summary>Where a local host or replay exports traces, metrics and logs.</summary>
    public const string Telemetry = "Telemetry";

    /// <summary>The Application Insights resource for traces and metrics in Azure. The Functions host reads it too.</summary>
    public const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>The maximum number of mails per minute.</summary>
    public const string MailPerMinute = "Mail:PerMinute";

    /// <summary>The maximum number of mails per hour.</summary>
    public const string MailPerHour = "Mail:PerHour";

    /// <summary>Reads a required setting.</summary>
    /// <exception cref="InvalidDataException">The setting is missing.</exception>
    public static string Required(IConfiguration settings, string name) =>
        settings[name] is { Length: > 0 } text ? text : throw new InvalidDataException($"Setting {name} is missing.");

    /// <summary>Reads the metering options. A setting that is missing has its default.</summary>
    /// <exception cref="InvalidDataException">A value is invalid; the message names the setting.</exception>
    public static MeteringOptions Terms(IConfiguration settings)
    {
        try
        {
            return new MeteringOptions(
                Duration(settings, SessionTimeout, MeteringOptions.Default.SessionTimeout),
                Duration(settings, Lateness, MeteringOptions.Default.Lateness)
            );
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException(
                $"Settings {SessionTimeout} and {Lateness}: the first must be above zero, the second at least the first "
                    + "and at most 366 days.",
                e
            );
        }
    }

    /// <summary>Reads the mail quota. A setting that is missing has its default.</summary>
    /// <exception cref="InvalidDataException">A value is invalid; the message names the setting.</exception>
    public static MailQuota MailQuota(IConfiguration settings) =>
        new(
            Count(settings, MailPerMinute, App.MailQuota.Default.PerMinute),
            Count(settings, MailPerHour, App.MailQuota.Default.PerHour)
        );

    private static int Count(IConfiguration settings, string name, int otherwise) =>
        settings[name] is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count
        : throw new InvalidDataException($"Setting {name} must be a whole number above zero, not '{text}'.");

    private static TimeSpan Duration(IConfiguration settings, string name, TimeSpan otherwise) =>
        settings[name] is not { Length: > 0 } text ? otherwise
        : TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var duration) ? duration
        : throw new InvalidDataException(
            $"Setting {name} must be a duration such as 00:15:00 or 7.00:00:00, not '{text}'."
        );
}
