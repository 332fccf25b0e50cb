using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Runs a timer function by its schedule, never twice at once, with the state Azure's host would keep of it.
/// </summary>
public sealed class FunctionTimer
{
    // Long waits are cut, so that a machine that slept, or whose clock was set, notices soon.
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

    /// <summary>The function that is run.</summary>
    public TimerFunction Function { get; }

    /// <summary>When it runs next; the start itself if a run was missed, or is wanted at start.</summary>
    public DateTimeOffset Due { get; private set; }

    /// <summary>
    /// Runs the function if it is due and not running already, and returns whether it ran. Occurrences that have passed
    /// unseen since the last run are one run. What the function throws is logged, and the schedule goes on.
    /// </summary>
    /// <param name="cancellationToken">Given to the function.</param>
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

    /// <summary>Runs by the schedule until told to stop; a run may then finish within the host's grace time.</summary>
    /// <param name="stopping">Stops the schedule.</param>
    internal async Task RunAsync(CancellationToken stopping)
    {
        using var grace = new Grace(_stopGrace, _time, stopping);
        if (!await grace.AwaitAsync(Task.Run(() => FollowAsync(stopping, grace.Over), CancellationToken.None)))
        {
            _logger.LogError("Timer {Function} did not stop", Function.Name);
        }
    }

    private async Task FollowAsync(CancellationToken stopping, CancellationToken over)
    {
        while (!stopping.IsCancellationRequested)
        {
            var wait = Due - _time.GetUtcNow();
            if (wait <= TimeSpan.Zero)
            {
                await RunIfDueAsync(over);
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
#pragma warning disable CA1031 // Whatever the function throws, the schedule goes on
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
    /// What was recorded, unless the schedule has changed since: then its next occurrence counts from the last run, and
    /// is not made up for if it has passed.
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
            // The schedule goes on; a restart may run the timer once more, which no function may mind.
            _logger.LogWarning(e, "The last run of timer {Function} can not be recorded", Function.Name);
        }

        return next;
    }

    private DateTime Next(DateTimeOffset after) => Function.Schedule.Next(after).UtcDateTime;

    private static DateTimeOffset Instant(DateTime utc) => new(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
}
