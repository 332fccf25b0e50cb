namespace FlexFunctions.Domain;

/// <summary>The outcome of a usage event.</summary>
public abstract record UsageOutcome
{
    private UsageOutcome() { }

    /// <summary>True if the event changes its meter or settles its result; a duplicate and a refused event do not.</summary>
    public bool ChangesState => this is Accepted or Denied;

    /// <summary>The event is new, and everything that it proves is paid.</summary>
    public sealed record Accepted : UsageOutcome;

    /// <summary>The event adds nothing to what was accepted or denied before; nothing changes.</summary>
    /// <param name="DeniedFor">The stable code of the earlier denial; null if the event was accepted.</param>
    public sealed record Duplicate(string? DeniedFor = null) : UsageOutcome;

    /// <summary>The event is denied, and remembered as denied (R9).</summary>
    /// <param name="Reason">The stable code, such as <see cref="RejectionCode.InsufficientTokens"/>.</param>
    public sealed record Denied(string Reason) : UsageOutcome;

    /// <summary>The event cannot be judged; its message is dead-lettered.</summary>
    public sealed record Refused(Rejection Rejection) : UsageOutcome;
}
