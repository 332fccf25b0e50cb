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

    /// <summary>Names a message that came without an id. A replay gives one that repeats itself.</summary>
    public Func<string> NewMessageId { get; init; } = () => Guid.NewGuid().ToString("N");
}
