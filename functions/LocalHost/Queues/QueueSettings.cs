namespace FlexFunctions.LocalHost;

/// <summary>What every queue of a store has in common.</summary>
public sealed record QueueSettings
{
    /// <summary>How long a received message is held for its receiver: more than zero, 5 minutes unless set.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// After how many deliveries without success a message is dead-lettered: 1 or more, 10 unless set.
    /// </summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>
    /// How long a message id is remembered: a further message of the same id is accepted and not taken in. 10 minutes
    /// unless set; zero takes everything in.
    /// </summary>
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How many messages may wait to be received before senders over AMQP wait for the consumer: 1 or more, 100,000
    /// unless set.
    /// </summary>
    public long MostWaiting { get; init; } = 100_000;

    /// <summary>
    /// How long after it was delivered too often a message is sent again by itself, once: an hour unless set.
    /// </summary>
    public TimeSpan ResubmitAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The application property in which a resubmitted message carries the instant the queue first took it in; null for
    /// none.
    /// </summary>
    public string? FirstEnqueuedProperty { get; init; }
}
