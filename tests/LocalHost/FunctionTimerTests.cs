using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>When timers run, and what they are told. The clock starts at 8:30; the function runs on the hour.</summary>
public sealed class FunctionTimerTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private static DateTime At(int hour, int minute = 0) =>
        Rig.Start.UtcDateTime.Date.AddHours(hour).AddMinutes(minute);

    private static TimerInfo Info(Rig rig) => (TimerInfo)rig.Notebook.Seen[^1];

    private static async Task<int> RunAt(Rig rig, DateTime instant)
    {
        rig.Time.SetUtcNow(new(instant));
        return await rig.Functions.RunDueTimersAsync();
    }

    [Fact]
    public async Task A_timer_runs_when_it_is_due_and_not_before()
    {
        await using var rig = Rig.Of(typeof(HourlyFunction));
        Assert.Equal(At(9), rig.Functions.NextTimerDue!.Value.UtcDateTime);
        Assert.Equal(0, await RunAt(rig, At(9).AddTicks(-1)));
        Assert.Equal(1, await RunAt(rig, At(9)));
        Assert.Equal(0, await RunAt(rig, At(9)));
        Assert.Equal(At(10), rig.Functions.NextTimerDue!.Value.UtcDateTime);
    }

    [Fact]
    public async Task Timer_info_is_the_state_before_the_run()
    {
        await using var rig = Rig.Of(typeof(HourlyFunction));
        await RunAt(rig, At(9));
        var first = Info(rig);
        Assert.False(first.IsPastDue);
        Assert.Equal(
            (default, At(9), At(8, 30)),
            (first.ScheduleStatus!.Last, first.ScheduleStatus.Next, first.ScheduleStatus.LastUpdated)
        );
        await RunAt(rig, At(10, 5));
        var second = Info(rig);
        Assert.Equal(
            (At(9), At(10), At(9)),
            (second.ScheduleStatus!.Last, second.ScheduleStatus.Next, second.ScheduleStatus.LastUpdated)
        );
        Assert.False(second.IsPastDue);
        Assert.Equal(DateTimeKind.Utc, second.ScheduleStatus.Next.Kind);
    }

    [Fact]
    public async Task Occurrences_that_passed_unseen_are_one_run()
    {
        await using var rig = Rig.Of(typeof(HourlyFunction));
        Assert.Equal(1, await RunAt(rig, At(13, 10)));
        Assert.Equal(0, await RunAt(rig, At(13, 59)));
        Assert.Equal(At(14), rig.Functions.NextTimerDue!.Value.UtcDateTime);
    }

    [Fact]
    public async Task An_exception_is_logged_and_the_schedule_goes_on()
    {
        await using var rig = Rig.Of(typeof(HourlyFunction));
        rig.Notebook.OnTimer = (_, _) => throw new InvalidOperationException("broken");
        Assert.Equal(1, await RunAt(rig, At(9)));
        Assert.Equal(1, await RunAt(rig, At(10)));
        Assert.Equal(2, rig.Log.Errors.Count);
    }

    [Fact]
    public async Task A_timer_never_runs_twice_at_once()
    {
        await using var rig = Rig.Of(typeof(HourlyFunction));
        var release = new TaskCompletionSource();
        rig.Notebook.OnTimer = (_, _) => release.Task;
        var first = RunAt(rig, At(9));
        Assert.Equal(0, await RunAt(rig, At(10)));
        release.SetResult();
        Assert.Equal(1, await first);
        // It was due meanwhile, and is made up for when the first run has ended.
        Assert.Equal(1, await rig.Functions.RunDueTimersAsync());
    }

    [Fact]
    public async Task A_run_missed_while_the_host_was_down_is_made_up_for_at_start()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(Rig.Start);
        await using (var rig = Rig.Of(typeof(HourlyFunction), state: folder.Path, time: time))
        {
            await RunAt(rig, At(9));
        }

        time.SetUtcNow(new(At(12, 15)));
        await using var again = Rig.Of(typeof(HourlyFunction), state: folder.Path, time: time);
        Assert.Equal(At(12, 15), again.Functions.NextTimerDue!.Value.UtcDateTime);
        Assert.Equal(1, await again.Functions.RunDueTimersAsync());
        var info = Info(again);
        Assert.True(info.IsPastDue);
        Assert.Equal((At(9), At(10)), (info.ScheduleStatus!.Last, info.ScheduleStatus.Next));
        Assert.Equal(At(13), again.Functions.NextTimerDue!.Value.UtcDateTime);
    }

    [Fact]
    public async Task A_restart_within_the_hour_makes_up_for_nothing()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(Rig.Start);
        await using (var rig = Rig.Of(typeof(HourlyFunction), state: folder.Path, time: time))
        {
            await RunAt(rig, At(9));
        }

        time.SetUtcNow(new(At(9, 59)));
        await using var again = Rig.Of(typeof(HourlyFunction), state: folder.Path, time: time);
        Assert.Equal(0, await again.Functions.RunDueTimersAsync());
        await RunAt(again, At(10));
        Assert.Equal(At(9), Info(again).ScheduleStatus!.Last);
    }

    [Fact]
    public async Task A_changed_schedule_is_not_past_due()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(Rig.Start);
        await using (var rig = Rig.Of(typeof(HourlyFunction), state: folder.Path, time: time))
        {
            await RunAt(rig, At(9));
        }

        time.SetUtcNow(new(At(12)));
        await using var again = Rig.Of(typeof(HalfHourlyFunction), state: folder.Path, time: time);
        Assert.Equal(At(12, 30), again.Functions.NextTimerDue!.Value.UtcDateTime);
    }

    [Fact]
    public async Task Without_monitor_nothing_is_remembered_or_told()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(Rig.Start);
        await using (var rig = Rig.Of(typeof(ForgetfulFunction), state: folder.Path, time: time))
        {
            await RunAt(rig, At(9));
            Assert.Null(Info(rig).ScheduleStatus);
        }

        time.SetUtcNow(new(At(12, 15)));
        await using var again = Rig.Of(typeof(ForgetfulFunction), state: folder.Path, time: time);
        Assert.Equal(0, await again.Functions.RunDueTimersAsync());
    }

    [Fact]
    public async Task A_schedule_more_frequent_than_a_minute_has_no_monitor()
    {
        await using var rig = Rig.Of(typeof(FrequentFunction));
        Assert.Equal(1, await RunAt(rig, At(8, 30).AddSeconds(10)));
        Assert.Null(Info(rig).ScheduleStatus);
    }

    [Fact]
    public async Task Run_on_startup_runs_at_start_and_is_not_past_due()
    {
        await using var rig = Rig.Of(typeof(EagerFunction));
        Assert.Equal(Rig.Start, rig.Functions.NextTimerDue);
        Assert.Equal(1, await rig.Functions.RunDueTimersAsync());
        Assert.False(Info(rig).IsPastDue);
        Assert.Equal(At(9), rig.Functions.NextTimerDue!.Value.UtcDateTime);
    }

    [Fact]
    public async Task An_interval_counts_from_the_start_and_then_from_each_run()
    {
        await using var rig = Rig.Of(typeof(IntervalFunction));
        Assert.Equal(At(10), rig.Functions.NextTimerDue!.Value.UtcDateTime);
        Assert.Equal(1, await RunAt(rig, At(10, 1)));
        Assert.Equal(At(11, 31), rig.Functions.NextTimerDue!.Value.UtcDateTime);
    }

    [Fact]
    public async Task Due_timers_run_in_order_of_time()
    {
        await using var rig = Rig.Of([typeof(IntervalFunction), typeof(HourlyFunction)]);
        Assert.Equal(2, await RunAt(rig, At(10)));
        Assert.Equal([At(9), At(10)], rig.Notebook.Seen.Cast<TimerInfo>().Select(info => info.ScheduleStatus!.Next));
    }

    [Fact]
    public async Task The_clock_runs_the_timers_of_a_running_host()
    {
        await using var rig = Rig.Of(typeof(HourlyFunction));
        var runs = new SemaphoreSlim(0);
        rig.Notebook.OnTimer = (_, _) =>
        {
            runs.Release();
            return Task.CompletedTask;
        };
        using var stop = new CancellationTokenSource();
        var running = rig.Functions.RunAsync(stop.Token);
        for (var run = 0; run < 3; run++)
        {
            // The loop may not have gone to sleep yet: the clock goes on until it has woken.
            while (!await runs.WaitAsync(0))
            {
                rig.Time.Advance(TimeSpan.FromMinutes(1));
                await Task.Yield();
            }
        }

        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_broken_timers_file_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "timers.json"), "{");
        var refusal = Assert.Throws<InvalidDataException>(() => Rig.Of(typeof(HourlyFunction), state: folder.Path));
        Assert.Contains("timers.json", refusal.Message, StringComparison.Ordinal);
    }

    public sealed class HalfHourlyFunction(Notebook notebook)
    {
        [Function("Hourly")]
        public void Run([TimerTrigger("0 30 * * * *")] TimerInfo timer) => notebook.Seen.Add(timer);
    }

    public sealed class ForgetfulFunction(Notebook notebook)
    {
        [Function("Forgetful")]
        public void Run([TimerTrigger("0 0 * * * *", UseMonitor = false)] TimerInfo timer) => notebook.Seen.Add(timer);
    }

    public sealed class FrequentFunction(Notebook notebook)
    {
        [Function("Frequent")]
        public void Run([TimerTrigger("*/10 * * * * *")] TimerInfo timer) => notebook.Seen.Add(timer);
    }

    public sealed class EagerFunction(Notebook notebook)
    {
        [Function("Eager")]
        public void Run([TimerTrigger("0 0 * * * *", RunOnStartup = true)] TimerInfo timer) => notebook.Seen.Add(timer);
    }

    public sealed class IntervalFunction(Notebook notebook)
    {
        [Function("Interval")]
        public void Run([TimerTrigger("01:30:00")] TimerInfo timer) => notebook.Seen.Add(timer);
    }
}
