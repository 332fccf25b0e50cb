using System.Collections.Immutable;

namespace FlexFunctions.Storage;

/// <summary>A mail in the outbox, with its status.</summary>
/// <param name="Key">Its name in the account.</param>
/// <param name="OperationId">The id for the mail service; the same in every attempt.</param>
/// <param name="Recipient">The e-mail address.</param>
/// <param name="Letter">The key of its letter.</param>
/// <param name="Intents">The keys of its warnings, with their teams.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="Status">Its status.</param>
/// <param name="Since">Since when it has that status.</param>
/// <param name="Attempts">The number of attempts.</param>
/// <param name="Reason">The last error of the server, for people; null if there is none.</param>
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
    /// <summary>True if the status is final.</summary>
    public bool IsSettled => Status is MailStatus.Sent or MailStatus.Refused or MailStatus.GivenUp;
}
