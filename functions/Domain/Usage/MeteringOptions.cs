namespace FlexFunctions.Domain;

/// <summary>The options of metering.</summary>
public sealed record MeteringOptions
{
    /// <summary>How far apart two signals of a session may be and still prove the use between them (R3).</summary>
    public TimeSpan SessionTimeout { get; }

    /// <summary>How old an event may be when the queue first accepts it (R5). At least the session timeout.</summary>
    public TimeSpan Lateness { get; }

    /// <summary>
    /// The most activity spans that signals may begin in a meter (R5, Overload). As many closed signals may come on top.
    /// At least 2.
    /// </summary>
    public int MaxSpans { get; init; } = 2_000;

    /// <summary>The most denied signals of a meter; more are kept as ranges (R5, Overload).</summary>
    public int MaxDenied { get; init; } = 500;

    /// <summary>The most times that a seat is given or taken within a meter's memory (R8).</summary>
    public int MaxSeatChanges { get; init; } = 500;

    /// <summary>How far in the future an event may lie when the queue first accepts it (R5).</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>The defaults: a session timeout of 15 minutes, a lateness of 7 days.</summary>
    public static readonly MeteringOptions Default = new(TimeSpan.FromMinutes(15), TimeSpan.FromDays(7));

    /// <summary>Creates options.</summary>
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

    /// <summary>Returns why an event is rejected for its time (R5), or null if its time is acceptable.</summary>
    /// <param name="time">The event's own time.</param>
    /// <param name="enqueuedAt">The instant the queue first accepted it.</param>
    public Rejection? TimeRejection(DateTimeOffset time, DateTimeOffset enqueuedAt)
    {
        if (time - enqueuedAt > ClockTolerance)
        {
            return new Rejection(
                RejectionCode.EventInFuture,
                $"The event's time {time:O} is more than 5 minutes after {enqueuedAt:O}, when the queue accepted it.",
                "time"
            );
        }

        return enqueuedAt - time > Lateness
            ? new Rejection(
                RejectionCode.EventTooLate,
                $"The event's time {time:O} is more than {Lateness.TotalDays:0.##} days before {enqueuedAt:O}, "
                    + "when the queue accepted it.",
                "time"
            )
            : null;
    }

    /// <summary>
    /// How far a meter's memory reaches back from the newest enqueued time (R5). A signal may be late by this less the
    /// lateness, and connect to a signal that is older by the lateness.
    /// </summary>
    public TimeSpan Memory => Lateness + Lateness + ChargeWindow.Length;
}
