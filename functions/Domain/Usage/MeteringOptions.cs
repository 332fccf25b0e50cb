namespace FlexFunctions.Domain;

/// <summary>The settings under which usage is judged.</summary>
public sealed record MeteringOptions
{
    /// <summary>How far apart two signals of a session may be and still prove the use between them (R3).</summary>
    public TimeSpan SessionTimeout { get; }

    /// <summary>How old an event may be when the queue first takes it in (R5). At least the session timeout.</summary>
    public TimeSpan Lateness { get; }

    /// <summary>How far in the future an event may lie when the queue first takes it in (R5).</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>The defaults: a timeout of 15 minutes, a lateness of 7 days.</summary>
    public static readonly MeteringOptions Default = new(TimeSpan.FromMinutes(15), TimeSpan.FromDays(7));

    /// <summary>Sets both.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The timeout is not positive, or the lateness is less than the timeout or more than 366 days.
    /// </exception>
    public MeteringOptions(TimeSpan sessionTimeout, TimeSpan lateness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(sessionTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(lateness, sessionTimeout);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lateness, TimeSpan.FromDays(366));
        SessionTimeout = sessionTimeout;
        Lateness = lateness;
    }

    /// <summary>Why an event can not be judged at all by its time (R5); null if it can.</summary>
    /// <param name="time">The event's own time.</param>
    /// <param name="takenIn">The instant the queue first took it in.</param>
    public Rejection? TimeRejection(DateTimeOffset time, DateTimeOffset takenIn) =>
        time > takenIn + ClockTolerance
            ? new Rejection(
                RejectionCode.EventInFuture,
                $"The event's time {time:O} is more than 5 minutes after {takenIn:O}, when the queue took it in.",
                "time"
            )
        : time < takenIn - Lateness
            ? new Rejection(
                RejectionCode.EventTooLate,
                $"The event's time {time:O} is more than {Lateness.TotalDays:0.##} days before {takenIn:O}, "
                    + "when the queue took it in.",
                "time"
            )
        : null;

    /// <summary>
    /// How far before the newest instant of intake a meter's memory reaches (R5): a signal may be this much less the
    /// lateness late, and be joined to one the lateness earlier.
    /// </summary>
    public TimeSpan Memory => Lateness + Lateness + ChargeWindow.Length;
}
