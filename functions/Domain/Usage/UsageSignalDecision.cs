using System.Diagnostics;

namespace FlexFunctions.Domain;

/// <summary>
/// What a usage signal changes: the meter and the grants after it, what was reversed, charged or declined.
/// </summary>
/// <param name="Outcome">What became of the event.</param>
/// <param name="Meter">The meter after it; the same instance if nothing changes.</param>
/// <param name="Settlement">What was reversed and charged, and the grants after it.</param>
/// <param name="PostsDeclined">True if a declined line is due (R9).</param>
public sealed record UsageSignalDecision(
    UsageOutcome Outcome,
    Meter Meter,
    WindowSettlement.Paid Settlement,
    bool PostsDeclined
)
{
    /// <summary>Decides a usage signal against what its meter remembers and what its team can spend (R1–R6, R8, R9).</summary>
    /// <param name="meter">The meter before the event.</param>
    /// <param name="pool">The team's grants before the event.</param>
    /// <param name="usage">The event.</param>
    /// <param name="admission">What invoices and policy say.</param>
    /// <param name="terms">The settings.</param>
    /// <param name="rates">The rate card.</param>
    /// <param name="now">The instant at which what is usable is judged (R13).</param>
    public static UsageSignalDecision Of(
        Meter meter,
        GrantPool pool,
        UsageSignalEvent usage,
        Admission admission,
        MeteringOptions terms,
        RateCard rates,
        DateTimeOffset now
    )
    {
        var signal = usage.Signal;
        var unchanged = new UsageSignalDecision(
            new UsageOutcome.Duplicate(),
            meter,
            new WindowSettlement.Paid(meter.Windows, pool, [], []),
            false
        );
        if (Refusal(meter, usage, terms, rates) is { } refusal)
        {
            return unchanged with { Outcome = new UsageOutcome.Refused(refusal) };
        }

        var before = meter.Session(signal.Session);
        var after = before.With(signal.Kind, signal.Time, terms.SessionTimeout);
        if (ReferenceEquals(before, after))
        {
            return unchanged;
        }

        if (before.DeniedFor(signal) is { } deniedFor)
        {
            return unchanged with { Outcome = new UsageOutcome.Duplicate(deniedFor) };
        }

        var decision =
            Opens() && admission.Denial(usage.User, usage.Product) is { } reason
                ? Denied(unchanged, reason)
                : Settle(meter.With(after)) switch
                {
                    (WindowSettlement.Paid paid, var proved) => Accepted(proved, paid),
                    (WindowSettlement.Unpaid unpaid, _) => CutAt(unpaid.Start),
                    _ => throw new UnreachableException(),
                };
        return decision.Meter.Weight <= Meter.MaxWeight
            ? decision with
            {
                Meter = decision.Meter.Forget(usage.EnqueuedAt, terms),
            }
            : unchanged with
            {
                Outcome = new UsageOutcome.Refused(MeterFull(usage)),
            };

        // What policy and invoices decide (R9): an opened, and a heartbeat that does not go on from an accepted signal;
        // nothing that a seat covers.
        bool Opens() =>
            !meter.IsCovered(signal.Time)
            && signal.Kind switch
            {
                SignalKinds.Opened => true,
                SignalKinds.Heartbeat => !before.ContinuesAt(signal.Time, terms.SessionTimeout),
                _ => false,
            };

        (WindowSettlement Settlement, Meter Proved) Settle(Meter proved) =>
            (proved.Settle(usage.Product, terms, rates, pool, now), proved);

        UsageSignalDecision Accepted(Meter proved, WindowSettlement.Paid paid) =>
            new(new UsageOutcome.Accepted(), proved with { Windows = paid.Windows }, paid, false);

        // The shortage half of R9: keep what can be paid by an implied close at the first window that can not; a signal
        // before it stands, one at or after it is denied. Else the signal counts for nothing.
        UsageSignalDecision CutAt(DateTimeOffset shortage)
        {
            if (after.PassesAcross(shortage, terms.Lateness) && !before.HasSpanAround(shortage))
            {
                var stands = signal.Time < shortage;
                var cut = before.WithImpliedClose(shortage, terms.SessionTimeout);
                cut = stands ? cut.With(signal.Kind, signal.Time, terms.SessionTimeout) : cut;
                if (Settle(meter.With(cut)) is (WindowSettlement.Paid paid, var proved))
                {
                    return stands
                        ? Accepted(proved, paid)
                        : Denied(Accepted(proved, paid), RejectionCode.InsufficientTokens);
                }
            }

            return Denied(unchanged, RejectionCode.InsufficientTokens);
        }

        UsageSignalDecision Denied(UsageSignalDecision kept, string why)
        {
            var denied = new DeniedSignal(signal.Time, signal.Kind, why);
            var remembered = kept.Meter.With(kept.Meter.Session(signal.Session).WithDenied(denied));
            var declines = signal.Kind != SignalKinds.Closed && remembered.PostsDeclinedAt(signal.Time);
            return kept with
            {
                Outcome = new UsageOutcome.Denied(why),
                Meter = declines ? remembered.WithDeclinedAt(signal.Time) : remembered,
                PostsDeclined = declines,
            };
        }
    }

    /// <summary>Why the event can not be judged at all; null if it can.</summary>
    private static Rejection? Refusal(Meter meter, UsageSignalEvent usage, MeteringOptions terms, RateCard rates)
    {
        var time = usage.Signal.Time;
        return terms.TimeRejection(time, usage.EnqueuedAt)
            ?? (
                meter.IsTooLate(time, terms)
                    ? new Rejection(
                        RejectionCode.EventTooLate,
                        $"The event's time {time:O} is older than what is still remembered of this user and product.",
                        "time"
                    )
                : rates.At(usage.Product, time) is null
                    ? new Rejection(
                        RejectionCode.UnknownProduct,
                        $"Product '{usage.Product}' has no daily rate in effect at {time:O}.",
                        "product"
                    )
                : null
            );
    }

    private static Rejection MeterFull(UsageSignalEvent usage) =>
        new(
            RejectionCode.MeterFull,
            $"User '{usage.User}' has more sessions of '{usage.Product}' within the lateness than can be remembered.",
            "session"
        );
}
