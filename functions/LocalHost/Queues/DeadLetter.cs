namespace FlexFunctions.LocalHost;

/// <summary>A message in a queue's dead-letter sub-queue.</summary>
/// <param name="SequenceNumber">Its place; pages go on from it.</param>
/// <param name="Reason">Why it is here, in a word; empty if the receiver gave none.</param>
/// <param name="Description">Why it is here, in a sentence.</param>
/// <param name="EnqueuedTime">When the queue first took it in.</param>
/// <param name="DeadLetteredTime">When it came here.</param>
/// <param name="MessageId">The sender's name for it.</param>
/// <param name="ContentType">The payload's media type.</param>
/// <param name="DeliveryCount">How many times it was delivered.</param>
/// <param name="Body">The payload.</param>
/// <param name="ApplicationProperties">The sender's properties, and those the receivers set.</param>
public sealed record DeadLetter(
    long SequenceNumber,
    string Reason,
    string? Description,
    DateTimeOffset EnqueuedTime,
    DateTimeOffset DeadLetteredTime,
    string MessageId,
    string? ContentType,
    int DeliveryCount,
    BinaryData Body,
    IReadOnlyDictionary<string, object> ApplicationProperties
);
