namespace FlexFunctions.LocalHost;

/// <summary>The settings of all queues of a store.</summary>
public sealed record QueueSettings
{
    /// <summary>How long a received message stays locked: more than zero, 5 minutes by default.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The number of failed deliveries after which a message is dead-lettered: 1 or more, 10 by default.
    /// </summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>
    /// How long a message id is remembered, 10 minutes by default. Another message with the same id is accepted but not
    /// enqueued. Zero turns duplicate detection off.
    /// </summary>
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The number of ready messages at which AMQP senders wait for the consumer: 1 or more, 100,000 by default.
    /// </summary>
    public long MaxWaitingMessages { get; init; } = 100_000;

    /// <summary>
    /// How long after its last failed delivery a message is resubmitted automatically, once: 1 hour by default.
    /// </summary>
    public TimeSpan ResubmitAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The application property that holds the first enqueued time of a resubmitted message, or null for none.
    /// </summary>
    public string? FirstEnqueuedProperty { get; init; }
}
