using System.Diagnostics;

namespace FlexFunctions.Domain;

/// <summary>
/// What a sign of life changes: the meter and the grants after it, what was reversed, charged or declined.
/// </summary>
/// <param name="Outcome">What became of the event.</param>
/// <param name="Meter">The meter after it; the same instance if nothing changes.</param>
/// <param name="Settlement">What was reversed and charged, and the grants after it.</param>
/// <param name="PostsDeclined">True if a declined line is due (R9).</param>
public sealed record SignDecision(
    UsageOutcome Outcome,
    Meter Meter,
    WindowSettlement.Paid Settlement,
    bool PostsDeclined
)
{
    /// <summary>Decides a sign of life against what its meter remembers and what its team can spend (R1–R6, R8, R9).</summary>
    /// <param name="meter">The meter before the event.</param>
    /// <param name="pool">The team's grants before the event.</param>
    /// <param name="usage">The event.</param>
    /// <param name="admission">What invoices and policy say.</param>
    /// <param name="terms">The settings.</param>
    /// <param name="rates">The rate card.</param>
    /// <param name="now">The instant at which what is usable is judged (R13).</param>
    public static SignDecision Of(
        Meter meter,
        GrantPool pool,
        SignEvent usage,
        Admission admission,
        UsageTerms terms,
        RateCard rates,
        DateTimeOffset now
    )
    {
        var sign = usage.Sign;
        var unchanged = new SignDecision(
            new UsageOutcome.NothingNew(),
            meter,
            new WindowSettlement.Paid(meter.Windows, pool, [], []),
            false
        );
        if (Refusal(meter, usage, terms, rates) is { } refusal)
        {
            return unchanged with { Outcome = new UsageOutcome.Refused(refusal) };
        }

        var before = meter.Session(sign.Session);
        var after = before.With(sign.Kind, sign.Time, terms.SessionTimeout);
        if (ReferenceEquals(before, after))
        {
            return unchanged;
        }

        if (before.DeniedFor(sign) is { } deniedFor)
        {
            return unchanged with { Outcome = new UsageOutcome.NothingNew(deniedFor) };
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
                Meter = decision.Meter.Forget(usage.TakenIn, terms),
            }
            : unchanged with
            {
                Outcome = new UsageOutcome.Refused(MeterFull(usage)),
            };

        // What policy and invoices decide (R9): an opened, and a heartbeat that does not go on from an accepted sign;
        // nothing that a seat covers.
        bool Opens() =>
            !meter.IsCovered(sign.Time)
            && sign.Kind switch
            {
                SignKinds.Opened => true,
                SignKinds.Heartbeat => !before.GoesOnAt(sign.Time, terms.SessionTimeout),
                _ => false,
            };

        (WindowSettlement Settlement, Meter Proved) Settle(Meter proved) =>
            (proved.Settle(usage.Product, terms, rates, pool, now), proved);

        SignDecision Accepted(Meter proved, WindowSettlement.Paid paid) =>
            new(new UsageOutcome.Counted(), proved with { Windows = paid.Windows }, paid, false);

        // The shortage half of R9: keep what can be paid by an implied close at the first window that can not; a sign
        // before it stands, one at or after it is denied. Else the sign counts for nothing.
        SignDecision CutAt(DateTimeOffset shortage)
        {
            if (after.PassesAcross(shortage, terms.Lateness) && !before.HasRunAround(shortage))
            {
                var stands = sign.Time < shortage;
                var cut = before.WithCut(shortage, terms.SessionTimeout);
                cut = stands ? cut.With(sign.Kind, sign.Time, terms.SessionTimeout) : cut;
                if (Settle(meter.With(cut)) is (WindowSettlement.Paid paid, var proved))
                {
                    return stands
                        ? Accepted(proved, paid)
                        : Denied(Accepted(proved, paid), RejectionCode.InsufficientTokens);
                }
            }

            return Denied(unchanged, RejectionCode.InsufficientTokens);
        }

        SignDecision Denied(SignDecision kept, string why)
        {
            var denied = new DeniedSign(sign.Time, sign.Kind, why);
            var remembered = kept.Meter.With(kept.Meter.Session(sign.Session).WithDenied(denied));
            var declines = sign.Kind != SignKinds.Closed && remembered.PostsDeclinedAt(sign.Time);
            return kept with
            {
                Outcome = new UsageOutcome.Denied(why),
                Meter = declines ? remembered.WithDeclinedAt(sign.Time) : remembered,
                PostsDeclined = declines,
            };
        }
    }

    /// <summary>Why the event can not be judged at all; null if it can.</summary>
    private static Rejection? Refusal(Meter meter, SignEvent usage, UsageTerms terms, RateCard rates)
    {
        var time = usage.Sign.Time;
        return terms.Untimely(time, usage.TakenIn)
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

    private static Rejection MeterFull(SignEvent usage) =>
        new(
            RejectionCode.MeterFull,
            $"User '{usage.User}' has more sessions of '{usage.Product}' within the lateness than can be remembered.",
            "session"
        );
}
