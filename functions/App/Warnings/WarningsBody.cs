using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>A page of the warnings of a team (R17), the newest first.</summary>
/// <param name="Warnings">The warnings.</param>
/// <param name="Continuation">Where the next page begins; left out on the last.</param>
public sealed record WarningsBody(IReadOnlyList<WarningsBody.WarningBody> Warnings, string? Continuation)
{
    /// <summary>A warning.</summary>
    /// <param name="Kind">low-balance, expiring or run-out.</param>
    /// <param name="At">When it was decided.</param>
    /// <param name="Tokens">What the team could spend then.</param>
    /// <param name="LowBelow">Its threshold then.</param>
    /// <param name="RunsOutAt">When that would run out.</param>
    /// <param name="Orders">The orders that expire; left out of other warnings.</param>
    /// <param name="Mails">What became of the mail to each recipient.</param>
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
    /// <param name="Recipient">To whom.</param>
    /// <param name="Status">What became of it.</param>
    /// <param name="Since">Since when.</param>
    /// <param name="Attempts">How often sending was begun.</param>
    /// <param name="Reason">What the server said last.</param>
    public sealed record MailBody(
        string Recipient,
        MailStatus Status,
        DateTimeOffset Since,
        int Attempts,
        string? Reason
    );

    /// <summary>A warning with its mails.</summary>
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

    /// <summary>How the API calls a kind of warning.</summary>
    public static string NameOf(WarningKind kind) =>
        kind switch
        {
            WarningKind.LowBalance => "low-balance",
            WarningKind.Expiring => "expiring",
            WarningKind.RunOut => "run-out",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
