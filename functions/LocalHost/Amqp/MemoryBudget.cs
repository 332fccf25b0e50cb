namespace FlexFunctions.LocalHost;

/// <summary>
/// Limits the bytes that all connections have received but not stored. When the limit is reached, no socket is read, so
/// senders wait.
/// </summary>
internal sealed class MemoryBudget(long maxBytes)
{
    private readonly AsyncEvent _released = new();
    private long _reserved;

    internal void Reserve(int bytes) => Interlocked.Add(ref _reserved, bytes);

    internal void Release(int bytes)
    {
        // Waiters are woken only when the limit is no longer exceeded.
        var now = Interlocked.Add(ref _reserved, -bytes);
        if (now <= maxBytes && now + bytes > maxBytes)
        {
            _released.Set();
        }
    }

    internal async ValueTask WaitAsync()
    {
        while (true)
        {
            var next = _released.Next;
            if (Interlocked.Read(ref _reserved) <= maxBytes)
            {
                return;
            }

            await next;
        }
    }
}
