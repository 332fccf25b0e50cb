using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>A page of a team's warnings (R17), newest first.</summary>
/// <param name="Warnings">The warnings.</param>
/// <param name="Continuation">Where the next page begins; omitted on the last page.</param>
public sealed record WarningsBody(IReadOnlyList<WarningsBody.WarningBody> Warnings, string? Continuation)
{
    /// <summary>A warning.</summary>
    /// <param name="Kind">low-balance, expiring or run-out.</param>
    /// <param name="At">When it was decided.</param>
    /// <param name="Tokens">The usable tokens of the team at that time.</param>
    /// <param name="LowBelow">The team's threshold at that time.</param>
    /// <param name="RunsOutAt">When the tokens were forecast to run out; null if none are used.</param>
    /// <param name="Orders">The orders that expire; only in an expiring warning.</param>
    /// <param name="Mails">The mail to each recipient.</param>
    public sealed record WarningBody(
        string Kind,
        DateTimeOffset At,
        Tokens Tokens,
        decimal LowBelow,
        DateTimeOffset? RunsOutAt,
        IReadOnlyList<string>? Orders,
        IReadOnlyList<MailBody> Mails
    );

    /// <summary>A mail.</summary>
    /// <param name="Recipient">The address.</param>
    /// <param name="Status">The status of the mail.</param>
    /// <param name="Since">When the mail got this status.</param>
    /// <param name="Attempts">The number of attempts to send it.</param>
    /// <param name="Reason">The last error of the mail server; null if there is none.</param>
    public sealed record MailBody(
        string Recipient,
        MailStatus Status,
        DateTimeOffset Since,
        int Attempts,
        string? Reason
    );

    /// <summary>Creates the body of a warning.</summary>
    public static WarningBody Of(TeamWarning warning, IEnumerable<OutboxMail> mails) =>
        new(
            NameOf(warning.Kind),
            warning.At,
            warning.Usable,
            warning.LowBelow,
            warning.RunsOutAt,
            warning.Kind == WarningKind.Expiring ? [.. warning.Orders.Select(order => order.Value)] : null,
            [.. mails.Select(mail => new MailBody(mail.Recipient, mail.Status, mail.Since, mail.Attempts, mail.Reason))]
        );

    /// <summary>Returns the API's name of a kind of warning.</summary>
    public static string NameOf(WarningKind kind) =>
        kind switch
        {
            WarningKind.LowBalance => "low-balance",
            WarningKind.Expiring => "expiring",
            WarningKind.RunOut => "run-out",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
