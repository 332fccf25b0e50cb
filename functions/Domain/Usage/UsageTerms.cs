namespace FlexFunctions.Domain;

/// <summary>The settings under which usage is judged.</summary>
public sealed record UsageTerms
{
    /// <summary>How far apart two signs of a session may be and still prove the use between them (R3).</summary>
    public TimeSpan SessionTimeout { get; }

    /// <summary>How old an event may be when the queue first takes it in (R5). At least the session timeout.</summary>
    public TimeSpan Lateness { get; }

    /// <summary>How far in the future an event may lie when the queue first takes it in (R5).</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>The defaults: a timeout of 15 minutes, a lateness of 7 days.</summary>
    public static readonly UsageTerms Default = new(TimeSpan.FromMinutes(15), TimeSpan.FromDays(7));

    /// <summary>Sets both.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The timeout is not positive, or the lateness is less than the timeout or more than 366 days.
    /// </exception>
    public UsageTerms(TimeSpan sessionTimeout, TimeSpan lateness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(sessionTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(lateness, sessionTimeout);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lateness, TimeSpan.FromDays(366));
        SessionTimeout = sessionTimeout;
        Lateness = lateness;
    }

    /// <summary>
    /// How far before the newest instant of intake a meter's memory reaches (R5): a sign may be this much less the
    /// lateness late, and be joined to one the lateness earlier.
    /// </summary>
    public TimeSpan Memory => Lateness + Lateness + ChargeWindow.Length;
}
