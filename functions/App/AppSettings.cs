using System.Globalization;
using FlexFunctions.Domain;
using Microsoft.Extensions.Configuration;

namespace FlexFunctions.App;

/// <summary>Settings that both hosts read.</summary>
public static class AppSettings
{
    /// <summary>Where the ledger is.</summary>
    public const string Storage = "Storage";

    /// <summary>How far apart two signals of a session may be (R3), such as <c>00:15:00</c>.</summary>
    public const string SessionTimeout = "SessionTimeout";

    /// <summary>How old an event may be (R5), such as <c>7.00:00:00</c>.</summary>
    public const string Lateness = "Lateness";

    /// <summary>Who issues callers' tokens in Azure; its OpenID metadata names the keys.</summary>
    public const string AuthIssuer = "Auth:Issuer";

    /// <summary>Whom callers' tokens are for in Azure.</summary>
    public const string AuthAudience = "Auth:Audience";

    /// <summary>The address that mail is from.</summary>
    public const string MailFrom = "Mail:From";

    /// <summary>The server that carries a local host's mail, such as <c>smtp://mail.example.com:587</c>.</summary>
    public const string MailSmtp = "Mail:Smtp";

    /// <summary>As whom to log on there.</summary>
    public const string MailSmtpUser = "Mail:SmtpUser";

    /// <summary>With which password.</summary>
    public const string MailSmtpPassword = "Mail:SmtpPassword";

    /// <summary>The Communication Services resource that carries mail in Azure.</summary>
    public const string MailEndpoint = "Mail:Endpoint";

    /// <summary>The Service Bus namespace of the queue in Azure; the trigger reads it too.</summary>
    public const string ServiceBusNamespace = "ServiceBus:fullyQualifiedNamespace";

    /// <summary>Whereto a program on this machine exports traces, metrics and logs.</summary>
    public const string Telemetry = "Telemetry";

    /// <summary>The Application Insights that traces and metrics go to in Azure; the Functions host reads it too.</summary>
    public const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>How many mails may go out in a minute.</summary>
    public const string MailPerMinute = "Mail:PerMinute";

    /// <summary>How many mails may go out in an hour.</summary>
    public const string MailPerHour = "Mail:PerHour";

    /// <summary>A setting that must be there.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static string Required(IConfiguration settings, string name) =>
        settings[name] is { Length: > 0 } text ? text : throw new InvalidDataException($"Setting {name} is missing.");

    /// <summary>The settings of usage; what is not set is the default.</summary>
    /// <exception cref="InvalidDataException">A setting has no such value; the message names it.</exception>
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

    /// <summary>How much mail may go out; what is not set is the default.</summary>
    /// <exception cref="InvalidDataException">A setting has no such value; the message names it.</exception>
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
