namespace FlexFunctions.LocalHost;

/// <summary>A message in a dead-letter queue.</summary>
/// <param name="SequenceNumber">The sequence number, which orders the pages.</param>
/// <param name="Reason">The reason code; empty if the receiver gave none.</param>
/// <param name="Description">The description of the reason.</param>
/// <param name="EnqueuedTime">When the message was enqueued.</param>
/// <param name="DeadLetteredTime">When the message was dead-lettered.</param>
/// <param name="MessageId">The message id.</param>
/// <param name="ContentType">The media type of the body.</param>
/// <param name="DeliveryCount">The number of deliveries.</param>
/// <param name="Body">The body.</param>
/// <param name="ApplicationProperties">The properties that the sender and the receivers set.</param>
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
