using System.Collections.Immutable;

namespace FlexFunctions.ReferenceModel;

/// <summary>R1–R9 as a decision about one event, given everything that ever happened to its meter.</summary>
public static partial class ReferenceRules
{
    /// <summary>Decides a usage signal.</summary>
    public static ReferenceDecision Signal(
        ReferenceMeter meter,
        ImmutableList<ReferenceGrant> grants,
        ReferenceSignal signal,
        DateTimeOffset enqueued,
        ReferenceConditions conditions
    )
    {
        var unchanged = new ReferenceDecision(ReferenceOutcome.Accepted, meter, grants);
        if (TimeRejection(meter, signal.Time, enqueued, conditions.Options) is { } rejection)
        {
            return unchanged with { Outcome = rejection };
        }

        if (conditions.Rate(conditions.Product, signal.Time) is null)
        {
            return unchanged with { Outcome = ReferenceOutcome.NoRate };
        }

        if (IsKnown(meter, signal, conditions.Options))
        {
            return unchanged with { Outcome = ReferenceOutcome.Duplicate };
        }

        if (meter.Denied.TryGetValue(signal, out var before))
        {
            return unchanged with { Outcome = ReferenceOutcome.Duplicate, DeniedBefore = before };
        }

        unchanged = unchanged with { Meter = meter.Enqueued(enqueued) };
        return Opens(meter, signal, conditions.Options) && conditions.Denial is { } reason
            ? Deny(unchanged, signal, reason)
            : Charge(unchanged, signal, conditions);
    }

    /// <summary>R7: decides a result that was not decided before.</summary>
    public static ReferenceDecision Result(
        ReferenceMeter meter,
        ImmutableList<ReferenceGrant> grants,
        (long Tokens, long Credits)? cost,
        DateTimeOffset time,
        DateTimeOffset enqueued,
        ReferenceConditions conditions
    )
    {
        var unchanged = new ReferenceDecision(ReferenceOutcome.Accepted, meter, grants);
        // A result has an id, which is kept for ever: no memory bounds how late it may come.
        if (TimeRejection(ReferenceMeter.Unused, time, enqueued, conditions.Options) is { } rejection)
        {
            return unchanged with { Outcome = rejection };
        }

        if (cost is not var (tokens, credits))
        {
            return unchanged with { Outcome = ReferenceOutcome.NoRate };
        }

        if (conditions.Denial is null)
        {
            foreach (var (amount, inCredits) in new[] { (credits, true), (tokens, false) })
            {
                if (ReferenceBurnDown.Usable(grants, conditions.Now, inCredits) >= amount)
                {
                    var (left, payments) = ReferenceBurnDown.Draw(grants, amount, conditions.Now, inCredits);
                    return unchanged with { Grants = left, Payment = (payments, inCredits) };
                }
            }
        }

        var denied = unchanged with { Outcome = conditions.Denial ?? ReferenceOutcome.InsufficientTokens };
        return meter.WithDeclined(time) is { } declined
            ? denied with
            {
                Meter = declined.Enqueued(enqueued),
                PostsDeclined = true,
            }
            : denied;
    }

    /// <summary>R5.</summary>
    private static ReferenceOutcome? TimeRejection(
        ReferenceMeter meter,
        DateTimeOffset time,
        DateTimeOffset enqueued,
        ReferenceOptions options
    ) =>
        time > enqueued + ReferenceOptions.Future ? ReferenceOutcome.InFuture
        : time < enqueued - options.Lateness ? ReferenceOutcome.TooLate
        : time < meter.Newest - options.Lateness - ReferenceOptions.Day ? ReferenceOutcome.TooLate
        : null;

    /// <summary>
    /// R5: an equal signal is known, or one strictly inside a run and not before the run's first proof of use. A closed
    /// strictly inside a run proves nothing, so it is never new.
    /// </summary>
    private static bool IsKnown(ReferenceMeter meter, ReferenceSignal signal, ReferenceOptions options)
    {
        var (signals, cuts) = OfSession(meter, signal.Session);
        return signals.Contains(signal)
            || ReferenceUse.IsImplied(signal, cuts)
            || ReferenceUse
                .Runs(signals, cuts, options)
                .Exists(run =>
                    run[0].Time < signal.Time
                    && signal.Time < run[^1].Time
                    && (!signal.ProvesUse || run.Exists(other => other.ProvesUse && other.Time <= signal.Time))
                );
    }

    /// <summary>
    /// R9: policy and invoices decide on an opened, and on a heartbeat that does not continue from an accepted signal, unless
    /// a seat covers it. A signal at the very instant counts as after; of several at one instant, one that is not a closed
    /// is enough; a cut comes first there.
    /// </summary>
    private static bool Opens(ReferenceMeter meter, ReferenceSignal signal, ReferenceOptions options)
    {
        if (meter.IsCovered(signal.Time) || signal.Kind == ReferenceKind.Closed)
        {
            return false;
        }

        if (signal.Kind == ReferenceKind.Opened)
        {
            return true;
        }

        var (all, cuts) = OfSession(meter, signal.Session);
        var signals = all.FindAll(other => !ReferenceUse.IsImplied(other, cuts));
        var cutTimes = cuts.Select(cut => cut.Time).ToList();
        var after = signals.Where(other => other.Time >= signal.Time).Select(other => other.Time);
        if (after.Concat(cutTimes.Where(cut => cut > signal.Time)).Any(time => time - signal.Time <= options.Timeout))
        {
            return false;
        }

        var before = signals.FindAll(other => other.Time < signal.Time);
        if (before.Count == 0)
        {
            return true;
        }

        var nearest = before.Max(other => other.Time);
        var closed = cutTimes.Exists(cut => nearest < cut && cut <= signal.Time);
        var inUse = before.Exists(other => other.Time == nearest && other.ProvesUse);
        return closed || !inUse || signal.Time - nearest > options.Timeout;
    }

    /// <summary>R9: charges what the signal proves; if that cannot be paid, closes the session at the first unpaid window.</summary>
    private static ReferenceDecision Charge(
        ReferenceDecision unchanged,
        ReferenceSignal signal,
        ReferenceConditions conditions
    )
    {
        var (meter, grants) = (unchanged.Meter, unchanged.Grants);
        var with = meter with { Signals = meter.Signals.Add(signal) };
        var (whole, unpaid) = Settle(with, grants, conditions);
        if (whole is not null)
        {
            return Settled(unchanged, with, whole);
        }

        if (MayCut(meter, with, signal.Session, unpaid!.Value, conditions.Options))
        {
            var isBefore = signal.Time < unpaid;
            var cut = isBefore ? with : meter;
            cut = cut with { Cuts = cut.Cuts.Add(new ReferenceImpliedClose(signal.Session, unpaid.Value)) };
            if (Settle(cut, grants, conditions).Settlement is { } part)
            {
                var decision = Settled(unchanged, cut, part);
                return isBefore ? decision : Deny(decision, signal, ReferenceOutcome.InsufficientTokens);
            }
        }

        return Deny(unchanged, signal, ReferenceOutcome.InsufficientTokens);
    }

    private static bool MayCut(
        ReferenceMeter meter,
        ReferenceMeter with,
        string session,
        DateTimeOffset at,
        ReferenceOptions options
    )
    {
        var (proof, cuts) = OfSession(with, session);
        var (earlier, _) = OfSession(meter, session);
        return ReferenceUse.PassesAcross(ReferenceUse.OfSession(proof, cuts, options), at)
            && !ReferenceUse.Runs(earlier, cuts, options).Exists(run => run[0].Time < at && at < run[^1].Time);
    }

    /// <summary>R2–R4, R8: brings the windows of a meter in line with its use.</summary>
    private static (ReferenceSettlement? Settlement, DateTimeOffset? Unpaid) Settle(
        ReferenceMeter meter,
        ImmutableList<ReferenceGrant> grants,
        ReferenceConditions conditions
    )
    {
        var use = ReferenceUse.Of(meter.Signals, meter.Cuts, conditions.Options);
        var starts = ReferenceWindows.Starts(ReferenceSeats.Uncovered(use, meter.Seats));
        return ReferenceSettlement.Of(
            meter.Windows,
            starts.Select(start => (start, conditions.Rate(conditions.Product, start)!.Value)),
            grants,
            conditions.Now
        );
    }

    private static ReferenceDecision Settled(
        ReferenceDecision decision,
        ReferenceMeter meter,
        ReferenceSettlement settlement
    ) =>
        decision with
        {
            Meter = meter with { Windows = settlement.Windows },
            Grants = settlement.Grants,
            Settlement = settlement,
        };

    private static ReferenceDecision Deny(ReferenceDecision decision, ReferenceSignal signal, ReferenceOutcome reason)
    {
        var meter = decision.Meter with { Denied = decision.Meter.Denied.Add(signal, reason) };
        var declined = signal.ProvesUse ? meter.WithDeclined(signal.Time) : null;
        return decision with { Outcome = reason, Meter = declined ?? meter, PostsDeclined = declined is not null };
    }

    private static (List<ReferenceSignal> Signals, List<ReferenceImpliedClose> Cuts) OfSession(
        ReferenceMeter meter,
        string session
    ) =>
        (
            [.. meter.Signals.Where(signal => signal.Session == session)],
            [.. meter.Cuts.Where(cut => cut.Session == session)]
        );
}
