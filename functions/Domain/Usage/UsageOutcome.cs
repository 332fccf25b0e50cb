namespace FlexFunctions.Domain;

/// <summary>What became of a usage event.</summary>
public abstract record UsageOutcome
{
    private UsageOutcome() { }

    /// <summary>It taught the meter something; what it proved is paid.</summary>
    public sealed record Accepted : UsageOutcome;

    /// <summary>It was known, or denied, before; nothing changes.</summary>
    /// <param name="DeniedFor">Why the same event was denied before; null if it counts.</param>
    public sealed record Duplicate(string? DeniedFor = null) : UsageOutcome;

    /// <summary>It is denied and remembered so (R9).</summary>
    /// <param name="Reason">The stable code, such as <see cref="RejectionCode.InsufficientTokens"/>.</param>
    public sealed record Denied(string Reason) : UsageOutcome;

    /// <summary>It can not be judged at all; its message is dead-lettered.</summary>
    public sealed record Refused(Rejection Rejection) : UsageOutcome;
}
