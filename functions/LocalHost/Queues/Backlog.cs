namespace FlexFunctions.LocalHost;

/// <summary>
/// Holds senders while so many messages wait to be received, so that a sender that outruns the consumer waits for it.
/// Senders come in one after the other, in the order in which they asked.
/// </summary>
/// <remarks>
/// The messages are counted only when as many came in as there was room for at the last count: what was received since
/// makes the true number smaller, never larger.
/// </remarks>
/// <param name="most">How many may wait, 1 or more.</param>
/// <param name="count">How many wait now.</param>
internal sealed class Backlog(long most, Func<Task<long>> count)
{
    private readonly Arrivals _departures = new();
    private readonly Lock _order = new();
    private Task _last = Task.CompletedTask;
    private long _room;

    // Were let in and may not be in the count yet.
    private long _entering;

    /// <summary>Messages were taken from those that wait.</summary>
    internal void Shrunk() => _departures.Announce();

    /// <summary>
    /// Sends so many messages as soon as there is room for them. What is larger than the whole backlog comes in when
    /// nothing waits.
    /// </summary>
    internal async Task EnterAsync(int messages, Func<Task> send)
    {
        Task mine;
        lock (_order)
        {
            mine = _last = RoomAsync(_last, messages);
        }

        await mine;
        try
        {
            await send();
        }
        finally
        {
            Interlocked.Add(ref _entering, -messages);
        }
    }

    private async Task RoomAsync(Task before, int messages)
    {
        // Whether the one before could be sent is told to its sender.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_room < messages)
        {
            var next = _departures.Next;
            // Read first: who comes in during the count is counted twice rather than not at all.
            var notCounted = Interlocked.Read(ref _entering);
            _room = most - notCounted - await count();
            if (_room >= Math.Min(messages, most))
            {
                break;
            }

            await next;
        }

        _room -= messages;
        Interlocked.Add(ref _entering, messages);
    }
}
