using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.Storage.Tests;

/// <summary>
/// A clock that completes every wait immediately: it advances by the time to wait and records it. Tests of long
/// backoffs therefore take no time and can check the waits.
/// </summary>
public sealed class SkippingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    /// <summary>The waits so far, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
        {
            _waits.Enqueue(dueTime);
            // Not on this thread, because the caller does not have its timer yet.
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
