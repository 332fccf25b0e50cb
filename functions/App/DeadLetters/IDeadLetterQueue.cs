namespace FlexFunctions.App;

/// <summary>What cares for the dead letters of the queue of usage events, where the host has them at hand.</summary>
public interface IDeadLetterQueue
{
    /// <summary>Why they are cared for elsewhere, in a sentence that says where; null if it is here.</summary>
    string? Elsewhere { get; }

    /// <summary>A page, by sequence number, of messages with larger numbers than <paramref name="after"/>.</summary>
    /// <param name="reason">Only those with this reason; null for all.</param>
    /// <param name="after">The last number of the page before; 0 at first.</param>
    /// <param name="atMost">How many at most, 1 to 1000.</param>
    Task<IReadOnlyList<DeadMessage>> ReadAsync(string? reason, long after, int atMost);

    /// <summary>How many there are of each reason.</summary>
    Task<IReadOnlyDictionary<string, long>> CountAsync();

    /// <summary>
    /// Sends one again, with the instant of its first intake (<see cref="ReceivedMessage.FirstEnqueuedProperty"/>); false
    /// if there is none of that number.
    /// </summary>
    Task<bool> ResubmitAsync(long sequenceNumber);

    /// <summary>Sends all of a reason again that are there now; how many.</summary>
    Task<long> ResubmitAsync(string reason);
}
