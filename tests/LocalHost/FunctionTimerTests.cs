using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>When timers run, and with which status. The clock starts at 8:30; the function runs on the hour.</summary>
public sealed class FunctionTimerTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private static DateTime At(int hour, int minute = 0) =>
        FunctionsFixture.Start.UtcDateTime.Date.AddHours(hour).AddMinutes(minute);

    private static TimerInfo Info(FunctionsFixture fixture) => (TimerInfo)fixture.Recorder.Seen[^1];

    private static async Task<int> RunAt(FunctionsFixture fixture, DateTime instant)
    {
        fixture.Time.SetUtcNow(new(instant));
        return await fixture.Functions.RunDueTimersAsync();
    }

    [Fact]
    public async Task Timer_runs_when_due()
    {
        await using var fixture = FunctionsFixture.Create(typeof(HourlyFunction));
        Assert.Equal(At(9), fixture.Functions.NextTimerDue!.Value.UtcDateTime);
        Assert.Equal(0, await RunAt(fixture, At(9).AddTicks(-1)));
        Assert.Equal(1, await RunAt(fixture, At(9)));
        Assert.Equal(0, await RunAt(fixture, At(9)));
        Assert.Equal(At(10), fixture.Functions.NextTimerDue!.Value.UtcDateTime);
    }

    [Fact]
    public async Task Timer_info_has_the_status_before_the_run()
    {
        await using var fixture = FunctionsFixture.Create(typeof(HourlyFunction));
        await RunAt(fixture, At(9));
        var first = Info(fixture);
        Assert.False(first.IsPastDue);
        Assert.Equal(
            (default, At(9), At(8, 30)),
            (first.ScheduleStatus!.Last, first.ScheduleStatus.Next, first.ScheduleStatus.LastUpdated)
        );
        await RunAt(fixture, At(10, 5));
        var second = Info(fixture);
        Assert.Equal(
            (At(9), At(10), At(9)),
            (second.ScheduleStatus!.Last, second.ScheduleStatus.Next, second.ScheduleStatus.LastUpdated)
        );
        Assert.False(second.IsPastDue);
        Assert.Equal(DateTimeKind.Utc, second.ScheduleStatus.Next.Kind);
    }

    [Fact]
    public async Task Missed_occurrences_are_one_run()
    {
        await using var fixture = FunctionsFixture.Create(typeof(HourlyFunction));
        Assert.Equal(1, await RunAt(fixture, At(13, 10)));
        Assert.Equal(0, await RunAt(fixture, At(13, 59)));
        Assert.Equal(At(14), fixture.Functions.NextTimerDue!.Value.UtcDateTime);
    }

    [Fact]
    public async Task Exception_is_logged_and_the_schedule_continues()
    {
        await using var fixture = FunctionsFixture.Create(typeof(HourlyFunction));
        fixture.Recorder.OnTimer = (_, _) => throw new InvalidOperationException("broken");
        Assert.Equal(1, await RunAt(fixture, At(9)));
        Assert.Equal(1, await RunAt(fixture, At(10)));
        Assert.Equal(2, fixture.Log.Errors.Count);
    }

    [Fact]
    public async Task Timer_never_runs_concurrently()
    {
        await using var fixture = FunctionsFixture.Create(typeof(HourlyFunction));
        var release = new TaskCompletionSource();
        fixture.Recorder.OnTimer = (_, _) => release.Task;
        var first = RunAt(fixture, At(9));
        Assert.Equal(0, await RunAt(fixture, At(10)));
        release.SetResult();
        Assert.Equal(1, await first);
        // The missed run follows after the first run.
        Assert.Equal(1, await fixture.Functions.RunDueTimersAsync());
    }

    [Fact]
    public async Task Run_missed_while_the_host_was_down_runs_at_startup()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(FunctionsFixture.Start);
        await using (var fixture = FunctionsFixture.Create(typeof(HourlyFunction), state: folder.Path, time: time))
        {
            await RunAt(fixture, At(9));
        }

        time.SetUtcNow(new(At(12, 15)));
        await using var again = FunctionsFixture.Create(typeof(HourlyFunction), state: folder.Path, time: time);
        Assert.Equal(At(12, 15), again.Functions.NextTimerDue!.Value.UtcDateTime);
        Assert.Equal(1, await again.Functions.RunDueTimersAsync());
        var info = Info(again);
        Assert.True(info.IsPastDue);
        Assert.Equal((At(9), At(10)), (info.ScheduleStatus!.Last, info.ScheduleStatus.Next));
        Assert.Equal(At(13), again.Functions.NextTimerDue!.Value.UtcDateTime);
    }

    [Fact]
    public async Task Restart_without_a_missed_run_runs_nothing()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(FunctionsFixture.Start);
        await using (var fixture = FunctionsFixture.Create(typeof(HourlyFunction), state: folder.Path, time: time))
        {
            await RunAt(fixture, At(9));
        }

        time.SetUtcNow(new(At(9, 59)));
        await using var again = FunctionsFixture.Create(typeof(HourlyFunction), state: folder.Path, time: time);
        Assert.Equal(0, await again.Functions.RunDueTimersAsync());
        await RunAt(again, At(10));
        Assert.Equal(At(9), Info(again).ScheduleStatus!.Last);
    }

    [Fact]
    public async Task Changed_schedule_is_not_past_due()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(FunctionsFixture.Start);
        await using (var fixture = FunctionsFixture.Create(typeof(HourlyFunction), state: folder.Path, time: time))
        {
            await RunAt(fixture, At(9));
        }

        time.SetUtcNow(new(At(12)));
        await using var again = FunctionsFixture.Create(typeof(HalfHourlyFunction), state: folder.Path, time: time);
        Assert.Equal(At(12, 30), again.Functions.NextTimerDue!.Value.UtcDateTime);
    }

    [Fact]
    public async Task Unmonitored_timer_keeps_no_status()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(FunctionsFixture.Start);
        await using (var fixture = FunctionsFixture.Create(typeof(ForgetfulFunction), state: folder.Path, time: time))
        {
            await RunAt(fixture, At(9));
            Assert.Null(Info(fixture).ScheduleStatus);
        }

        time.SetUtcNow(new(At(12, 15)));
        await using var again = FunctionsFixture.Create(typeof(ForgetfulFunction), state: folder.Path, time: time);
        Assert.Equal(0, await again.Functions.RunDueTimersAsync());
    }

    [Fact]
    public async Task Frequent_timer_is_not_monitored()
    {
        await using var fixture = FunctionsFixture.Create(typeof(FrequentFunction));
        Assert.Equal(1, await RunAt(fixture, At(8, 30).AddSeconds(10)));
        Assert.Null(Info(fixture).ScheduleStatus);
    }

    [Fact]
    public async Task Run_on_startup_is_not_past_due()
    {
        await using var fixture = FunctionsFixture.Create(typeof(EagerFunction));
        Assert.Equal(FunctionsFixture.Start, fixture.Functions.NextTimerDue);
        Assert.Equal(1, await fixture.Functions.RunDueTimersAsync());
        Assert.False(Info(fixture).IsPastDue);
        Assert.Equal(At(9), fixture.Functions.NextTimerDue!.Value.UtcDateTime);
    }

    [Fact]
    public async Task Interval_counts_from_the_start_and_each_run()
    {
        await using var fixture = FunctionsFixture.Create(typeof(IntervalFunction));
        Assert.Equal(At(10), fixture.Functions.NextTimerDue!.Value.UtcDateTime);
        Assert.Equal(1, await RunAt(fixture, At(10, 1)));
        Assert.Equal(At(11, 31), fixture.Functions.NextTimerDue!.Value.UtcDateTime);
    }

    [Fact]
    public async Task Due_timers_run_in_order()
    {
        await using var fixture = FunctionsFixture.Create([typeof(IntervalFunction), typeof(HourlyFunction)]);
        Assert.Equal(2, await RunAt(fixture, At(10)));
        Assert.Equal(
            [At(9), At(10)],
            fixture.Recorder.Seen.Cast<TimerInfo>().Select(info => info.ScheduleStatus!.Next)
        );
    }

    [Fact]
    public async Task Running_host_runs_its_timers()
    {
        await using var fixture = FunctionsFixture.Create(typeof(HourlyFunction));
        var runs = new SemaphoreSlim(0);
        fixture.Recorder.OnTimer = (_, _) =>
        {
            runs.Release();
            return Task.CompletedTask;
        };
        using var stop = new CancellationTokenSource();
        var running = fixture.Functions.RunAsync(stop.Token);
        for (var run = 0; run < 3; run++)
        {
            // The loop may not wait yet, so the clock advances until the timer runs.
            while (!await runs.WaitAsync(0))
            {
                fixture.Time.Advance(TimeSpan.FromMinutes(1));
                await Task.Yield();
            }
        }

        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Invalid_timer_file_is_rejected()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "timers.json"), "{");
        var exception = Assert.Throws<InvalidDataException>(() =>
            FunctionsFixture.Create(typeof(HourlyFunction), state: folder.Path)
        );
        Assert.Contains("timers.json", exception.Message, StringComparison.Ordinal);
    }

    public sealed class HalfHourlyFunction(Recorder recorder)
    {
        [Function("Hourly")]
        public void Run([TimerTrigger("0 30 * * * *")] TimerInfo timer) => recorder.Seen.Add(timer);
    }

    public sealed class ForgetfulFunction(Recorder recorder)
    {
        [Function("Forgetful")]
        public void Run([TimerTrigger("0 0 * * * *", UseMonitor = false)] TimerInfo timer) => recorder.Seen.Add(timer);
    }

    public sealed class FrequentFunction(Recorder recorder)
    {
        [Function("Frequent")]
        public void Run([TimerTrigger("*/10 * * * * *")] TimerInfo timer) => recorder.Seen.Add(timer);
    }

    public sealed class EagerFunction(Recorder recorder)
    {
        [Function("Eager")]
        public void Run([TimerTrigger("0 0 * * * *", RunOnStartup = true)] TimerInfo timer) => recorder.Seen.Add(timer);
    }

    public sealed class IntervalFunction(Recorder recorder)
    {
        [Function("Interval")]
        public void Run([TimerTrigger("01:30:00")] TimerInfo timer) => recorder.Seen.Add(timer);
    }
}
