using System.Collections.Immutable;

namespace FlexFunctions.ReferenceModel;

/// <summary>R1–R9 as a decision about one event, given the whole history of its meter.</summary>
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
        // The ids of results are kept for ever, so the meter's memory does not limit how late a result may be.
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

    /// <summary>R5: rejects an event that is too late or in the future.</summary>
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
    /// R4, R5: a signal is known if an equal signal was accepted, or if it lies strictly inside an activity span and not before
    /// the span's first opened or heartbeat. A closed strictly inside a span proves nothing, so it is known too.
    /// </summary>
    private static bool IsKnown(ReferenceMeter meter, ReferenceSignal signal, ReferenceOptions options)
    {
        var (signals, closes) = OfSession(meter, signal.Session);
        return signals.Contains(signal)
            || ReferenceUse.IsImplied(signal, closes)
            || ReferenceUse
                .Spans(signals, closes, options)
                .Exists(span =>
                    span[0].Time < signal.Time
                    && signal.Time < span[^1].Time
                    && (!signal.ProvesUse || span.Exists(other => other.ProvesUse && other.Time <= signal.Time))
                );
    }

    /// <summary>
    /// R9: policy and invoices decide on an opened, and on a heartbeat that does not continue accepted activity, unless a seat
    /// covers it. An accepted signal at the same instant counts as after the heartbeat. If several signals share the nearest
    /// earlier instant, one that is not a closed is enough. An implied close comes before signals at its instant.
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

        var (all, closes) = OfSession(meter, signal.Session);
        var signals = all.FindAll(other => !ReferenceUse.IsImplied(other, closes));
        var closeTimes = closes.Select(close => close.Time).ToList();
        var after = signals.Where(other => other.Time >= signal.Time).Select(other => other.Time);
        if (
            after
                .Concat(closeTimes.Where(close => close > signal.Time))
                .Any(time => time - signal.Time <= options.Timeout)
        )
        {
            return false;
        }

        var before = signals.FindAll(other => other.Time < signal.Time);
        if (before.Count == 0)
        {
            return true;
        }

        var nearest = before.Max(other => other.Time);
        var closed = closeTimes.Exists(close => nearest < close && close <= signal.Time);
        var inUse = before.Exists(other => other.Time == nearest && other.ProvesUse);
        return closed || !inUse || signal.Time - nearest > options.Timeout;
    }

    /// <summary>R9: charges what the signal proves. On a shortage, closes the session at the first unpaid window.</summary>
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

        if (MayCloseAt(meter, with, signal.Session, unpaid!.Value, conditions.Options))
        {
            // A signal before the implied close is accepted, a signal at or after it is denied.
            var isAccepted = signal.Time < unpaid;
            var open = isAccepted ? with : meter;
            var close = new ReferenceImpliedClose(signal.Session, unpaid.Value);
            var closed = open with { ImpliedCloses = open.ImpliedCloses.Add(close) };
            if (Settle(closed, grants, conditions).Settlement is { } part)
            {
                var decision = Settled(unchanged, closed, part);
                return isAccepted ? decision : Deny(decision, signal, ReferenceOutcome.InsufficientTokens);
            }
        }

        return Deny(unchanged, signal, ReferenceOutcome.InsufficientTokens);
    }

    /// <summary>
    /// R9: an implied close is possible where the session's connected activity passes strictly across the instant, unless the
    /// instant lies inside an activity span of earlier signals.
    /// </summary>
    private static bool MayCloseAt(
        ReferenceMeter meter,
        ReferenceMeter with,
        string session,
        DateTimeOffset at,
        ReferenceOptions options
    )
    {
        var (proof, closes) = OfSession(with, session);
        var (earlier, _) = OfSession(meter, session);
        return ReferenceUse.PassesAcross(ReferenceUse.OfSession(proof, closes, options), at)
            && !ReferenceUse.Spans(earlier, closes, options).Exists(span => span[0].Time < at && at < span[^1].Time);
    }

    /// <summary>R2–R4, R8: computes the use, the windows that follow from it, and the settlement that leads to them.</summary>
    private static (ReferenceSettlement? Settlement, DateTimeOffset? Unpaid) Settle(
        ReferenceMeter meter,
        ImmutableList<ReferenceGrant> grants,
        ReferenceConditions conditions
    )
    {
        var use = ReferenceUse.Of(meter.Signals, meter.ImpliedCloses, conditions.Options);
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

    private static (List<ReferenceSignal> Signals, List<ReferenceImpliedClose> ImpliedCloses) OfSession(
        ReferenceMeter meter,
        string session
    ) =>
        (
            [.. meter.Signals.Where(signal => signal.Session == session)],
            [.. meter.ImpliedCloses.Where(close => close.Session == session)]
        );
}
