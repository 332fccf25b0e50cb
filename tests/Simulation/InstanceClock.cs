namespace FlexFunctions.Simulation;

/// <summary>The clock of one instance: true time plus a skew. Its timers run on the scheduler.</summary>
internal sealed class InstanceClock(Scheduler world, TimeSpan skew) : TimeProvider
{
    private static readonly AsyncLocal<DateTimeOffset> s_lastRead = new();

    /// <summary>The time that the current flow of execution last read. A commit sees the instant of its decision here.</summary>
    public static DateTimeOffset LastRead => s_lastRead.Value;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => s_lastRead.Value = world.Now + skew;

    /// <inheritdoc/>
    public override long GetTimestamp() => world.Now.UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(world, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimulatedTimer(Scheduler world, TimerCallback callback, object? state) : ITimer
    {
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                world.At(world.Now + dueTime, () => Fire(setting, period));
            }

            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int setting, TimeSpan period)
        {
            if (setting == _setting)
            {
                if (period > TimeSpan.Zero)
                {
                    Change(period, period);
                }

                callback(state);
            }
        }
    }
}
