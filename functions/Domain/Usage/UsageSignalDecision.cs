using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The decision on one usage signal (R1–R6, R8, R9).</summary>
/// <param name="Outcome">What became of the event.</param>
/// <param name="ChangedMeter">The meter after the event; null if the event changes nothing.</param>
/// <param name="Pool">The team's grants after the event.</param>
/// <param name="Postings">The lines for the team's journal: reversals, then charges, then a declined line if one is due.</param>
public sealed record UsageSignalDecision(
    UsageOutcome Outcome,
    Meter? ChangedMeter,
    GrantPool Pool,
    ImmutableArray<Posting> Postings
)
{
    /// <summary>Decides a usage signal against its meter and the team's grants.</summary>
    /// <param name="meter">The meter before the event.</param>
    /// <param name="pool">The team's grants before the event.</param>
    /// <param name="usage">The event.</param>
    /// <param name="admission">The invoices and policy that apply to the user.</param>
    /// <param name="context">The options, rates and instant.</param>
    public static UsageSignalDecision Of(
        Meter meter,
        GrantPool pool,
        UsageSignalEvent usage,
        Admission admission,
        MeteringContext context
    )
    {
        var decision = new Case(meter, pool, usage, admission, context).Decide();
        return decision with { ChangedMeter = decision.ChangedMeter?.Forget(usage.EnqueuedAt, context.Options) };
    }

    /// <summary>One signal with everything that its decision depends on.</summary>
    private sealed class Case(
        Meter meter,
        GrantPool pool,
        UsageSignalEvent usage,
        Admission admission,
        MeteringContext context
    )
    {
        private readonly MeteringOptions _options = context.Options;
        private readonly UsageSignal _signal = usage.Signal;
        private readonly SessionActivity _activity = meter.Session(usage.Signal.Session);

        public UsageSignalDecision Decide()
        {
            if (Refusal() is { } refusal)
            {
                return Unchanged(new UsageOutcome.Refused(refusal));
            }

            return Known() ?? (meter.LeavesOut(_signal, _options) ? LeaveOut() : Remember());
        }

        /// <summary>Returns the decision on a signal that is already counted or denied, or null.</summary>
        private UsageSignalDecision? Known()
        {
            if (_activity.Covers(_signal))
            {
                return Unchanged(new UsageOutcome.Duplicate());
            }

            if (_activity.DenialOf(_signal) is { } earlier)
            {
                return Unchanged(new UsageOutcome.Duplicate(earlier));
            }

            return meter.DenialAt(_signal.Time) is { } reason ? DenyAgain(reason) : null;
        }

        /// <summary>Counts the signal at its own instant, or not at all; there is no room to remember it (R5, Overload).</summary>
        private UsageSignalDecision LeaveOut()
        {
            var changed = meter.WithLeftOut(_signal).WithInstantOf(_signal, _options);
            return changed == meter
                ? Unchanged(new UsageOutcome.Duplicate())
                : DenyOpening() ?? Pay(changed, out _) ?? Deny(RejectionCode.InsufficientTokens, meter, pool, []);
        }

        /// <summary>Adds the signal to the activity of its session.</summary>
        private UsageSignalDecision Remember() =>
            DenyOpening()
            ?? Pay(meter.With(_activity.With(_signal, _options.SessionTimeout)), out var shortage)
            ?? PayUpTo(shortage)
            ?? Deny(RejectionCode.InsufficientTokens, meter, pool, []);

        /// <summary>Denies a signal that opens the product although invoices or policy deny that; else returns null.</summary>
        private UsageSignalDecision? DenyOpening() =>
            Opens() && admission.Denial(usage.User, usage.Product) is { } reason ? Deny(reason, meter, pool, []) : null;

        /// <summary>Returns why the event cannot be judged at all, or null if it can.</summary>
        private Rejection? Refusal()
        {
            if (_options.TimeRejection(_signal.Time, usage.EnqueuedAt) is { } timeRejection)
            {
                return timeRejection;
            }

            if (meter.IsTooLate(_signal.Time, _options))
            {
                return new Rejection(
                    RejectionCode.EventTooLate,
                    $"The event's time {_signal.Time:O} is older than the memory of this user and product.",
                    "time"
                );
            }

            return context.Rates.At(usage.Product, _signal.Time) is null
                ? new Rejection(
                    RejectionCode.UnknownProduct,
                    $"Product '{usage.Product}' has no daily rate in effect at {_signal.Time:O}.",
                    "product"
                )
                : null;
        }

        /// <summary>
        /// Returns true if invoices and policy apply to the signal (R9): to an opened, and to a heartbeat that does not
        /// continue accepted activity, unless a seat covers it.
        /// </summary>
        private bool Opens() =>
            !meter.IsCovered(_signal.Time)
            && (
                _signal.Kind == SignalKinds.Opened
                || (
                    _signal.Kind == SignalKinds.Heartbeat
                    && !_activity.ContinuesAt(_signal.Time, _options.SessionTimeout)
                )
            );

        /// <summary>
        /// Pays what can be paid and closes the session at the shortage (R9). A signal before the implied close is
        /// accepted, a signal at or after it is denied. Null if no implied close is possible or a shortage remains.
        /// </summary>
        private UsageSignalDecision? PayUpTo(DateTimeOffset shortage)
        {
            var extended = _activity.With(_signal, _options.SessionTimeout);
            if (!extended.PassesAcross(shortage, _options.Lateness) || _activity.HasSpanAround(shortage))
            {
                return null;
            }

            var closed = _activity.WithImpliedClose(shortage, _options.SessionTimeout);
            if (closed.Spans.Length > _activity.Spans.Length && !meter.HasRoomForClose(_options))
            {
                return null;
            }

            if (_signal.Time < shortage)
            {
                return Pay(meter.With(closed.With(_signal, _options.SessionTimeout)), out _);
            }

            return Pay(meter.With(closed), out _) is { ChangedMeter: { } kept } paid
                ? Deny(RejectionCode.InsufficientTokens, kept, paid.Pool, paid.Postings)
                : null;
        }

        /// <summary>Accepts the signal with the meter as it changes it, if all windows can be paid; else returns null.</summary>
        /// <param name="changed">The meter with the signal.</param>
        /// <param name="shortage">The start of the first window that cannot be paid.</param>
        private UsageSignalDecision? Pay(Meter changed, out DateTimeOffset shortage)
        {
            shortage = default;
            if (MovesNoWindow(changed))
            {
                return Accept(changed, pool, []);
            }

            var settlement = changed.Settle(usage.Product, pool, context);
            if (settlement is WindowSettlement.Unpaid unpaid)
            {
                shortage = unpaid.Start;
                return null;
            }

            var paid = (WindowSettlement.Paid)settlement;
            return Accept(changed with { Windows = paid.Windows }, paid.Pool, paid.Postings(usage.Meter, usage.Event));
        }

        /// <summary>
        /// Returns true if use changes only inside a charged window or a seat. Then no window moves, and a meter of many sessions
        /// need not collect the use of them all.
        /// </summary>
        private bool MovesNoWindow(Meter changed)
        {
            var difference = _activity.DifferenceInUse(changed.Session(_signal.Session), _options.Lateness);
            if (changed.Instants != meter.Instants)
            {
                difference = TimeRange.Union(difference, TimeRange.Of(_signal.Time));
            }

            return difference is not { } time || meter.MovesNoWindow(time);
        }

        private UsageSignalDecision Accept(Meter settled, GrantPool left, ImmutableArray<Posting> postings) =>
            new(
                new UsageOutcome.Accepted(),
                settled.Instants == meter.Instants ? settled : settled.ThinOut(_options),
                left,
                postings
            );

        /// <summary>
        /// Denies a signal at a time whose denied signals are kept as a range (R5, Overload). It is left out, so that nothing is
        /// connected across it.
        /// </summary>
        private UsageSignalDecision DenyAgain(string reason)
        {
            var changed = meter.WithLeftOut(_signal);
            return changed != meter && Pay(changed, out _) is { ChangedMeter: { } kept } paid
                ? Deny(reason, kept, paid.Pool, paid.Postings)
                : Unchanged(new UsageOutcome.Duplicate(reason));
        }

        /// <summary>Denies the signal and remembers it as denied, on top of the changes that are kept.</summary>
        private UsageSignalDecision Deny(string reason, Meter kept, GrantPool left, ImmutableArray<Posting> postings)
        {
            var denied = new DeniedSignal(_signal.Time, _signal.Kind, reason);
            var changed = kept.WithDenied(_signal.Session, denied, _options);
            if (_signal.Kind != SignalKinds.Closed && changed.PostsDeclinedAt(_signal.Time))
            {
                changed = changed.WithDeclinedAt(_signal.Time);
                postings = postings.Add(usage.Declined(_signal.Time, reason));
            }

            return new UsageSignalDecision(new UsageOutcome.Denied(reason), changed, left, postings);
        }

        private UsageSignalDecision Unchanged(UsageOutcome outcome) => new(outcome, null, pool, []);
    }
}
