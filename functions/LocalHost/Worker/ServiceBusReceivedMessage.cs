namespace Azure.Messaging.ServiceBus;

/// <summary>A message as a receiver sees it.</summary>
public class ServiceBusReceivedMessage
{
    internal const string DeadLetterReasonProperty = "DeadLetterReason";
    internal const string DeadLetterDescriptionProperty = "DeadLetterErrorDescription";

    internal ServiceBusReceivedMessage() { }

    /// <summary>The payload.</summary>
    public BinaryData Body { get; internal init; } = new(Array.Empty<byte>());

    /// <summary>The sender's own properties, with the types they were sent with.</summary>
    public IReadOnlyDictionary<string, object> ApplicationProperties { get; internal init; } =
        new Dictionary<string, object>();

    /// <summary>The sender's name for the message.</summary>
    public string MessageId { get; internal init; } = null!;

    /// <summary>What the message belongs to, for the sender; null if not given.</summary>
    public string CorrelationId { get; internal init; } = null!;

    /// <summary>What the message is about, for the sender; null if not given.</summary>
    public string Subject { get; internal init; } = null!;

    /// <summary>The session; null if not given.</summary>
    public string SessionId { get; internal init; } = null!;

    /// <summary>The payload's media type; null if not given.</summary>
    public string ContentType { get; internal init; } = null!;

    /// <summary>Proof of the lock under which the message was received.</summary>
    public string LockToken { get; internal init; } = Guid.Empty.ToString();

    /// <summary>Why it was dead-lettered; null unless it was.</summary>
    public string DeadLetterReason => Text(DeadLetterReasonProperty)!;

    /// <summary>Why it was dead-lettered, in more words; null unless it was.</summary>
    public string DeadLetterErrorDescription => Text(DeadLetterDescriptionProperty)!;

    /// <summary>The queue it was dead-lettered from; null unless it was forwarded from there.</summary>
    public string DeadLetterSource { get; internal init; } = null!;

    /// <summary>How many times it has been delivered, this time included.</summary>
    public int DeliveryCount { get; internal init; }

    /// <summary>Its place in the queue: unique, ascending, with gaps.</summary>
    public long SequenceNumber { get; internal init; }

    /// <summary>The sequence number it was first enqueued with.</summary>
    public long EnqueuedSequenceNumber { get; internal init; }

    /// <summary>When the queue took it in.</summary>
    public DateTimeOffset EnqueuedTime { get; internal init; }

    /// <summary>When the lock lapses.</summary>
    public DateTimeOffset LockedUntil { get; internal init; }

    /// <summary>When it is too old to be delivered; the largest instant if never.</summary>
    public DateTimeOffset ExpiresAt { get; internal init; } = DateTimeOffset.MaxValue;

    private string? Text(string property) =>
        ApplicationProperties.TryGetValue(property, out var value) ? value as string : null;
}
