namespace FlexFunctions.LocalHost;

/// <summary>
/// Bounds what all connections together have received and not yet brought to the disk. While there is no room nothing
/// more is read from any socket, so senders wait in their own process.
/// </summary>
internal sealed class IntakeRoom(long most)
{
    private readonly Arrivals freed = new();
    private long taken;

    internal void Take(int bytes) => Interlocked.Add(ref taken, bytes);

    internal void Free(int bytes)
    {
        // Whoever waits was told that there was no room; woken only when that changes.
        var now = Interlocked.Add(ref taken, -bytes);
        if (now <= most && now + bytes > most)
            freed.Announce();
    }

    internal async ValueTask WaitAsync()
    {
        while (true)
        {
            var next = freed.Next;
            if (Interlocked.Read(ref taken) <= most)
                return;
            await next;
        }
    }
}
