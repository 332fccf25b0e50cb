namespace FlexFunctions.Domain;

/// <summary>
/// Whether a user may use a product now, and what pays (R9): what a signal that opens it comes to, said for people and
/// products.
/// </summary>
/// <param name="Allowed">True if the product may be used.</param>
/// <param name="Reason">Why not, a stable code; null if it may.</param>
/// <param name="Tokens">What is charged by opening it now; nothing while a seat covers it or a window spans.</param>
/// <param name="WindowEnds">The end of the window that pays for it; null if a seat covers it, or if it is denied.</param>
public sealed record Entitlement(bool Allowed, string? Reason, Tokens Tokens, DateTimeOffset? WindowEnds)
{
    /// <summary>What opening a product comes to, by the decision on its event, which was not refused.</summary>
    public static Entitlement Of(UsageSignalEvent opened, EventDecision decision)
    {
        var denied = decision.Outcome switch
        {
            UsageOutcome.Denied { Reason: var reason } => reason,
            UsageOutcome.Duplicate { DeniedFor: var reason } => reason,
            _ => null,
        };
        if (denied is not null)
        {
            return new Entitlement(false, denied, Tokens.Zero, null);
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
