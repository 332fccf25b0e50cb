using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>A clock on which a wait ends at once and advances the time.</summary>
internal sealed class PassingClock(DateTimeOffset now) : FakeTimeProvider(now)
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            Advance(dueTime);
        }

        return base.CreateTimer(callback, state, dueTime < TimeSpan.Zero ? dueTime : TimeSpan.Zero, period);
    }
}
