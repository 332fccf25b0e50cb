using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.Storage.Tests;

/// <summary>
/// A clock on which every wait is over at once: it moves on by what was to be waited, and remembers it. So what backs
/// off for minutes is tested in no time, and the waits can be looked at.
/// </summary>
public sealed class SkippingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    /// <summary>All waits so far, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
        {
            _waits.Enqueue(dueTime);
            // Not here: the caller does not have its timer yet.
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
