namespace FlexFunctions.Simulation;

/// <summary>What goes wrong in a simulated world.</summary>
internal enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The store is too busy and does nothing.</summary>
    Throttled,

    /// <summary>No answer comes, and nothing was done.</summary>
    TimedOut,

    /// <summary>It is done, and no answer comes.</summary>
    AnswerLost,

    /// <summary>No answer comes, and it is done later, if it still can be.</summary>
    DoneLate,

    /// <summary>The answer takes its time.</summary>
    Slow,

    /// <summary>The instance is gone before it is done.</summary>
    CrashBefore,

    /// <summary>The instance is gone after it was done.</summary>
    CrashAfter,

    /// <summary>A message was not settled, though it was thought to be.</summary>
    SettlementLost,

    /// <summary>A message was sent twice.</summary>
    SentTwice,

    /// <summary>A mail server is down.</summary>
    MailDown,
}
