namespace FlexFunctions.App;

/// <summary>The dead-letter queue of the usage events.</summary>
public interface IDeadLetterQueue
{
    /// <summary>Where to find the dead letters if this host cannot access them, for people; null if it can.</summary>
    string? Unavailable { get; }

    /// <summary>Reads the messages after a sequence number, in order.</summary>
    /// <param name="reason">Reads only messages with this reason; null for all.</param>
    /// <param name="after">The last sequence number of the page before; 0 for the first page.</param>
    /// <param name="atMost">The size of the page, 1 to 1,000.</param>
    Task<IReadOnlyList<DeadMessage>> ReadAsync(string? reason, long after, int atMost);

    /// <summary>Counts the messages by reason.</summary>
    Task<IReadOnlyDictionary<string, long>> CountAsync();

    /// <summary>
    /// Resubmits a message with its first enqueued time (<see cref="ReceivedMessage.FirstEnqueuedProperty"/>). Returns false if
    /// there is no such message.
    /// </summary>
    Task<bool> ResubmitAsync(long sequenceNumber);

    /// <summary>Resubmits all current messages with a reason. Returns their number.</summary>
    Task<long> ResubmitAsync(string reason);
}
