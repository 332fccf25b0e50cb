using System.Collections.Immutable;

namespace FlexFunctions.ReferenceModel;

/// <summary>The decision about an event or a seat.</summary>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Meter">The meter after it.</param>
/// <param name="Grants">The grants after it.</param>
public sealed record ReferenceDecision(
    ReferenceOutcome Outcome,
    ReferenceMeter Meter,
    ImmutableList<ReferenceGrant> Grants
)
{
    /// <summary>Why the same signal was denied before; null if it was not.</summary>
    public ReferenceOutcome? DeniedBefore { get; init; }

    /// <summary>The windows reversed and charged; null if none was touched.</summary>
    public ReferenceSettlement? Settlement { get; init; }

    /// <summary>What a result drew, and whether in cloud credits; null if it was not paid.</summary>
    public (ImmutableList<ReferencePayment> Payments, bool InCredits)? Payment { get; init; }

    /// <summary>True if a declined line is posted (R9).</summary>
    public bool PostsDeclined { get; init; }

    public bool IsDenied =>
        Outcome
            is ReferenceOutcome.InsufficientTokens
                or ReferenceOutcome.PaymentOverdue
                or ReferenceOutcome.UserNotAssigned
                or ReferenceOutcome.ProductNotAllowed;
}
