using System.Collections.Immutable;

namespace FlexFunctions.Storage;

/// <summary>A mail as it was decided, and what became of it.</summary>
/// <param name="Key">Its name in the account.</param>
/// <param name="OperationId">Under which the sender knows it; the same whenever it is sent.</param>
/// <param name="Recipient">A mail address.</param>
/// <param name="Letter">The key of what it says.</param>
/// <param name="Intents">What it warns of: the keys of warnings, with their teams.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Since">Since when it has that status.</param>
/// <param name="Attempts">How often sending was begun.</param>
/// <param name="Reason">What the server said last, for people; null if nothing went wrong.</param>
public sealed record OutboxMail(
    string Key,
    Guid OperationId,
    string Recipient,
    string Letter,
    ImmutableArray<string> Intents,
    DateTimeOffset DecidedAt,
    MailStatus Status,
    DateTimeOffset Since,
    int Attempts,
    string? Reason
)
{
    /// <summary>True if nothing more is to be done.</summary>
    public bool IsSettled => Status is MailStatus.Sent or MailStatus.Refused or MailStatus.GivenUp;
}
