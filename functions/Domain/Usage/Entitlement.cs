namespace FlexFunctions.Domain;

/// <summary>Whether a user may use a product now, and what pays for it (R9).</summary>
/// <param name="Allowed">True if the user may use the product.</param>
/// <param name="Reason">The stable code of the denial; null if the use is allowed.</param>
/// <param name="Tokens">The cost of opening the product now; zero while a seat covers it or a window is running.</param>
/// <param name="WindowEnds">The end of the window that pays for it; null if a seat covers it or it is denied.</param>
public sealed record Entitlement(bool Allowed, string? Reason, Tokens Tokens, DateTimeOffset? WindowEnds)
{
    /// <summary>Returns the entitlement according to the decision on an opened event that was not refused.</summary>
    public static Entitlement Of(UsageSignalEvent opened, EventDecision decision)
    {
        var denial = decision.Outcome switch
        {
            UsageOutcome.Denied { Reason: var reason } => reason,
            UsageOutcome.Duplicate { DeniedFor: var reason } => reason,
            _ => null,
        };
        if (denial is not null)
        {
            return new Entitlement(false, denial, Tokens.Zero, null);
        }

        var meter = decision.After.Meter(opened.Meter);
        var charged = Tokens.Sum(decision.Postings.OfType<Posting.Charged>().Select(line => line.Charge.Rate));
        var reversed = Tokens.Sum(decision.Postings.OfType<Posting.Reversed>().Select(line => line.Reversal.Rate));
        return new Entitlement(
            true,
            null,
            charged - reversed,
            meter.IsCovered(opened.Signal.Time) ? null : meter.PaidUntil(opened.Signal.Time)
        );
    }
}
