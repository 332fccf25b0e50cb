namespace FlexFunctions.App;

/// <summary>A dead-lettered message.</summary>
/// <param name="SequenceNumber">The sequence number.</param>
/// <param name="Reason">The code of the error.</param>
/// <param name="Description">A description of the error.</param>
/// <param name="EnqueuedAt">When the queue accepted the message.</param>
/// <param name="DeadLetteredAt">When the message was dead-lettered.</param>
/// <param name="MessageId">The id that the sender chose.</param>
/// <param name="DeliveryCount">The number of deliveries.</param>
/// <param name="Body">The body.</param>
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
