namespace FlexFunctions.Simulation;

/// <summary>A kind of fault in a simulated world.</summary>
internal enum FaultKind
{
    /// <summary>No fault.</summary>
    None,

    /// <summary>The store refuses the call because it is busy.</summary>
    Throttled,

    /// <summary>The call times out without an effect.</summary>
    TimedOut,

    /// <summary>The call takes effect, but its answer is lost.</summary>
    AnswerLost,

    /// <summary>The call times out and takes effect later, if it still can.</summary>
    DoneLate,

    /// <summary>The call is slow.</summary>
    Slow,

    /// <summary>The instance crashes before the call takes effect.</summary>
    CrashBefore,

    /// <summary>The instance crashes after the call took effect.</summary>
    CrashAfter,

    /// <summary>The settlement of a message is reported as done, but has no effect.</summary>
    SettlementLost,

    /// <summary>A message is sent twice.</summary>
    SentTwice,

    /// <summary>The mail server is down.</summary>
    MailDown,

    /// <summary>A row is damaged: reading it throws an exception that is not the store's.</summary>
    Damaged,

    /// <summary>The store is down for a day.</summary>
    Down,
}
