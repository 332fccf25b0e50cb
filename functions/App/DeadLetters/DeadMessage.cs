namespace FlexFunctions.App;

/// <summary>A message that was dead-lettered.</summary>
/// <param name="SequenceNumber">Its place.</param>
/// <param name="Reason">The code of what is wrong with it.</param>
/// <param name="Description">What is wrong with it, in a sentence.</param>
/// <param name="EnqueuedAt">When the queue took it in.</param>
/// <param name="DeadLetteredAt">When it was given up.</param>
/// <param name="MessageId">The sender's name for it.</param>
/// <param name="DeliveryCount">How often it was delivered.</param>
/// <param name="Body">What was sent.</param>
public sealed record DeadMessage(
    long SequenceNumber,
    string Reason,
    string? Description,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset DeadLetteredAt,
    string MessageId,
    int DeliveryCount,
    ReadOnlyMemory<byte> Body
);
