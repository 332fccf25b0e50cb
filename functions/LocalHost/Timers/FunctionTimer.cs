using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Runs a timer function on its schedule, one run at a time, with the schedule status that the Functions host keeps.
/// </summary>
public sealed class FunctionTimer
{
    // Limits a wait, so that the timer notices when the machine slept or its clock was set.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(10);

    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly TimeSpan _stopGrace;
    private readonly TimerStatusFile _file;
    private readonly ILogger _logger;
    private readonly bool _isMonitored;
    private ScheduleStatus _status;
    private int _running;
    private bool _isPastDue;

    internal FunctionTimer(
        TimerFunction function,
        TimerStatusFile file,
        LocalHostOptions options,
        IServiceProvider services,
        ILogger<FunctionTimer> logger
    )
    {
        Function = function;
        _file = file;
        _services = services;
        _logger = logger;
        _time = options.TimeProvider;
        _stopGrace = options.StopGrace;

        var now = _time.GetUtcNow();
        _isMonitored = function.UseMonitor && !function.Schedule.IsFrequent(now);
        _status = (_isMonitored ? file.Find(function.Name) : null) is { } recorded
            ? Checked(recorded, now)
            : Record(new() { Next = Next(now), LastUpdated = now.UtcDateTime });
        _isPastDue = now.UtcDateTime > _status.Next;
        Due = _isPastDue || function.RunOnStartup ? now : Instant(_status.Next);
    }

    /// <summary>The function.</summary>
    public TimerFunction Function { get; }

    /// <summary>The time of the next run: the start of the host if a run was missed or RunOnStartup is set.</summary>
    public DateTimeOffset Due { get; private set; }

    /// <summary>
    /// Runs the function if it is due and not already running. Returns whether it ran. Occurrences missed since the
    /// last run are one run. An exception of the function is logged, and the schedule continues.
    /// </summary>
    /// <param name="cancellationToken">The token for the function.</param>
    public async Task<bool> RunIfDueAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _running, 1) == 1)
        {
            return false;
        }

        try
        {
            var now = _time.GetUtcNow();
            if (Due > now)
            {
                return false;
            }

            await InvokeAsync(cancellationToken);
            Advance(now);
            return true;
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Runs the schedule until cancelled. A running function can finish within the grace period.</summary>
    /// <param name="stopping">Stops the schedule.</param>
    internal async Task RunAsync(CancellationToken stopping)
    {
        using var grace = new GracePeriod(_stopGrace, _time, stopping);
        if (!await grace.WaitAsync(Task.Run(() => FollowAsync(stopping, grace.Expired), CancellationToken.None)))
        {
            _logger.LogError("Timer {Function} did not stop", Function.Name);
        }
    }

    private async Task FollowAsync(CancellationToken stopping, CancellationToken cancelled)
    {
        while (!stopping.IsCancellationRequested)
        {
            var wait = Due - _time.GetUtcNow();
            if (wait <= TimeSpan.Zero)
            {
                await RunIfDueAsync(cancelled);
            }
            else
            {
                await Task.Delay(wait < s_longestWait ? wait : s_longestWait, _time, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task InvokeAsync(CancellationToken cancellationToken)
    {
        var info = new TimerInfo { ScheduleStatus = _isMonitored ? _status : null, IsPastDue = _isPastDue };
        try
        {
            await Function.InvokeAsync(
                _services,
                parameter => parameter.ParameterType == typeof(TimerInfo) ? info : cancellationToken
            );
        }
#pragma warning disable CA1031 // The schedule continues after any exception
        catch (Exception e)
#pragma warning restore CA1031
        {
            _logger.LogError(e, "Timer {Function} failed", Function.Name);
        }
    }

    private void Advance(DateTimeOffset invoked)
    {
        _isPastDue = false;
        _status = Record(
            new()
            {
                Last = invoked.UtcDateTime,
                Next = Next(invoked),
                LastUpdated = invoked.UtcDateTime,
            }
        );
        Due = Instant(_status.Next);
    }

    /// <summary>
    /// Returns the recorded status, unless the schedule has changed. Then the next occurrence counts from the last run;
    /// a missed one is skipped.
    /// </summary>
    private ScheduleStatus Checked(ScheduleStatus recorded, DateTimeOffset now)
    {
        var since = Instant(recorded.Last != default ? recorded.Last : recorded.LastUpdated);
        if (recorded.Next == Next(since))
        {
            return recorded;
        }

        if (now.UtcDateTime > Next(since))
        {
            since = now;
        }

        return Record(new() { Next = Next(since), LastUpdated = since.UtcDateTime });
    }

    private ScheduleStatus Record(ScheduleStatus next)
    {
        try
        {
            if (_isMonitored)
            {
                _file.Record(Function.Name, next);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The schedule continues. A restart may run the timer once more.
            _logger.LogWarning(e, "Cannot record the last run of timer {Function}", Function.Name);
        }

        return next;
    }

    private DateTime Next(DateTimeOffset after) => Function.Schedule.Next(after).UtcDateTime;

    private static DateTimeOffset Instant(DateTime utc) => new(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
}
