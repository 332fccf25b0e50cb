using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// What a usage event changes: the meter and the grants after it, what was reversed, charged or declined.
/// </summary>
/// <param name="Outcome">What became of the event.</param>
/// <param name="Meter">The meter after it; the same instance if nothing changes.</param>
/// <param name="Pool">The grants after it; the same instance if nothing changes.</param>
/// <param name="Reversals">Windows that no longer hold (R4).</param>
/// <param name="Charges">Windows that hold now (R1).</param>
/// <param name="PostsDeclined">True if a declined line is due (R9).</param>
public sealed record SignDecision(
    UsageOutcome Outcome,
    Meter Meter,
    GrantPool Pool,
    ImmutableArray<WindowReversal> Reversals,
    ImmutableArray<WindowCharge> Charges,
    bool PostsDeclined
)
{
    /// <summary>Decides a usage event against what its meter remembers and what its team can spend (R1–R6, R9).</summary>
    /// <param name="meter">The meter before the event.</param>
    /// <param name="pool">The team's grants before the event.</param>
    /// <param name="usage">The event.</param>
    /// <param name="terms">The settings.</param>
    /// <param name="rates">The rate card.</param>
    /// <param name="now">The instant at which what is usable is judged (R13).</param>
    public static SignDecision Of(
        Meter meter,
        GrantPool pool,
        UsageEvent usage,
        UsageTerms terms,
        RateCard rates,
        DateTimeOffset now
    )
    {
        var (sign, unchanged) = (
            usage.Sign,
            new SignDecision(new UsageOutcome.NothingNew(), meter, pool, [], [], false)
        );
        if (RefusalByTime(meter, usage, terms) is { } untimely)
        {
            return unchanged with { Outcome = new UsageOutcome.Refused(untimely) };
        }

        if (rates.At(usage.Product, sign.Time) is null)
        {
            var unknown = new Rejection(
                RejectionCode.UnknownProduct,
                $"Product '{usage.Product}' has no daily rate in effect at {sign.Time:O}.",
                "product"
            );
            return unchanged with { Outcome = new UsageOutcome.Refused(unknown) };
        }

        var before = meter.Session(sign.Session);
        var after = before.With(sign.Kind, sign.Time, terms.SessionTimeout);
        if (ReferenceEquals(before, after) || before.Denied.Contains(new DeniedSign(sign.Time, sign.Kind)))
        {
            return unchanged;
        }

        var decision = Settle(meter.With(after)) switch
        {
            (WindowSettlement.Paid paid, var proved) => Accepted(proved, paid),
            (WindowSettlement.Unpaid unpaid, _) => CutAt(unpaid.Start),
            _ => throw new System.Diagnostics.UnreachableException(),
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

        (WindowSettlement Settlement, Meter Proved) Settle(Meter proved) =>
            (
                WindowSettlement.Settle(
                    proved.Windows,
                    proved.WindowStarts(terms),
                    start =>
                        rates.At(usage.Product, start)
                        ?? throw new InvalidOperationException($"No rate of '{usage.Product}' at {start:O}."),
                    pool,
                    now
                ),
                proved
            );

        SignDecision Accepted(Meter proved, WindowSettlement.Paid paid) =>
            new(
                new UsageOutcome.Counted(),
                proved with
                {
                    Windows = paid.Windows,
                },
                paid.Pool,
                paid.Reversals,
                paid.Charges,
                false
            );

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
                    return stands ? Accepted(proved, paid) : Denied(Accepted(proved, paid));
                }
            }

            return Denied(unchanged);
        }

        SignDecision Denied(SignDecision kept)
        {
            var session = kept.Meter.Session(sign.Session).WithDenied(sign.Kind, sign.Time);
            var remembered = kept.Meter.With(session);
            var declines = sign.Kind != SignKinds.Closed && remembered.PostsDeclinedAt(sign.Time);
            return kept with
            {
                Outcome = new UsageOutcome.Denied(RejectionCode.InsufficientTokens),
                Meter = declines ? remembered.WithDeclinedAt(sign.Time) : remembered,
                PostsDeclined = declines,
            };
        }
    }

    private static Rejection? RefusalByTime(Meter meter, UsageEvent usage, UsageTerms terms)
    {
        var (time, takenIn) = (usage.Sign.Time, usage.TakenIn);
        if (time > takenIn + UsageTerms.ClockTolerance)
        {
            return new Rejection(
                RejectionCode.EventInFuture,
                $"The event's time {time:O} is more than 5 minutes after {takenIn:O}, when the queue took it in.",
                "time"
            );
        }

        if (time < takenIn - terms.Lateness)
        {
            return new Rejection(
                RejectionCode.EventTooLate,
                $"The event's time {time:O} is more than {terms.Lateness.TotalDays:0.##} days before {takenIn:O}, "
                    + "when the queue took it in.",
                "time"
            );
        }

        return meter.IsTooLate(time, terms)
            ? new Rejection(
                RejectionCode.EventTooLate,
                $"The event's time {time:O} is older than what is still remembered of this user and product.",
                "time"
            )
            : null;
    }

    private static Rejection MeterFull(UsageEvent usage) =>
        new(
            RejectionCode.MeterFull,
            $"User '{usage.User}' has more sessions of '{usage.Product}' within the lateness than can be remembered.",
            "session"
        );
}
