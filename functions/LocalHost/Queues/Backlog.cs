namespace FlexFunctions.LocalHost;

/// <summary>
/// Delays senders while too many messages are ready, so that a fast sender waits for the consumer. Senders are served
/// in order.
/// </summary>
/// <remarks>
/// The messages are counted again only when the room found by the last count is used up. Messages received since then
/// only make the real number smaller.
/// </remarks>
/// <param name="maxWaiting">The largest number of ready messages, 1 or more.</param>
/// <param name="count">Counts the ready messages.</param>
internal sealed class Backlog(long maxWaiting, Func<Task<long>> count)
{
    private readonly AsyncEvent _departures = new();
    private readonly Lock _order = new();
    private Task _last = Task.CompletedTask;
    private long _room;

    // Messages that were admitted and may not be counted yet.
    private long _entering;

    /// <summary>Wakes waiting senders after messages were received.</summary>
    internal void NotifyReceived() => _departures.Set();

    /// <summary>
    /// Sends messages when there is room for them. A batch larger than the limit is sent when no message is ready.
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
        // A failed send is reported to its own sender.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_room < messages)
        {
            var next = _departures.Next;
            // Read first: a message that is enqueued during the count is counted twice rather than not at all.
            var notCounted = Interlocked.Read(ref _entering);
            _room = maxWaiting - notCounted - await count();
            if (_room >= Math.Min(messages, maxWaiting))
            {
                break;
            }

            await next;
        }

        _room -= messages;
        Interlocked.Add(ref _entering, messages);
    }
}
