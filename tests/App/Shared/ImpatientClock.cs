using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>
/// A clock that does not advance and on which every delay ends immediately, so that instances on real threads neither wait nor
/// time out.
/// </summary>
internal sealed class ImpatientClock(DateTimeOffset now) : FakeTimeProvider(now)
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime < TimeSpan.Zero ? dueTime : TimeSpan.Zero, period);
}
