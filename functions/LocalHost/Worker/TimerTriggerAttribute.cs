namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function by the clock.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute : Attribute
{
    /// <summary>Sets the schedule.</summary>
    /// <param name="schedule">
    /// A cron expression of six fields (second first), an interval <c>hh:mm:ss</c>, or <c>%setting%</c>.
    /// </param>
    public TimerTriggerAttribute(string schedule) => Schedule = schedule;

    /// <summary>The schedule as written.</summary>
    public string Schedule { get; }

    /// <summary>
    /// Whether the last run is remembered across restarts, so that a run missed meanwhile is made up for at start.
    /// Has no effect on a schedule that recurs more often than once a minute.
    /// </summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
