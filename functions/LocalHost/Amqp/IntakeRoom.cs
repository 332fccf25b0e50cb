namespace FlexFunctions.LocalHost;

/// <summary>
/// Bounds what all connections together have received and not yet brought to the disk. While there is no room nothing
/// more is read from any socket, so senders wait in their own process.
/// </summary>
internal sealed class IntakeRoom(long most)
{
    private readonly Arrivals _freed = new();
    private long _taken;

    internal void Take(int bytes) => Interlocked.Add(ref _taken, bytes);

    internal void Free(int bytes)
    {
        // Whoever waits was told that there was no room; woken only when that changes.
        var now = Interlocked.Add(ref _taken, -bytes);
        if (now <= most && now + bytes > most)
        {
            _freed.Announce();
        }
    }

    internal async ValueTask WaitAsync()
    {
        while (true)
        {
            var next = _freed.Next;
            if (Interlocked.Read(ref _taken) <= most)
            {
                return;
            }

            await next;
        }
    }
}
