using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The state that usage events of a team are decided on: its grants, and the meters and settled results of the events.
/// Each event is decided on the state after the one before it, so splitting a list of events makes no difference.
/// </summary>
/// <param name="Pool">The team's grants.</param>
/// <param name="Meters">The meters of the events; an absent one is unused.</param>
public sealed record TeamUsage(GrantPool Pool, ImmutableDictionary<MeterKey, Meter> Meters)
{
    /// <summary>The settled results among the events (R7): the reason of a denial, or null for a charge.</summary>
    public ImmutableDictionary<EventRef, string?> Settled { get; init; } = ImmutableDictionary<EventRef, string?>.Empty;

    /// <summary>The invoices and policy that apply to the events' users.</summary>
    public Admission Admission { get; init; } = Admission.Open;

    /// <summary>Returns a user's meter of a product.</summary>
    public Meter Meter(MeterKey key) => Meters.GetValueOrDefault(key, Domain.Meter.Unused);

    /// <summary>Decides one event.</summary>
    public EventDecision Decide(UsageEvent usage, MeteringContext context) =>
        usage is UsageSignalEvent signal ? DecideSignal(signal, context) : DecideResult((ResultEvent)usage, context);

    /// <summary>The decision to refuse an event; nothing changes.</summary>
    public EventDecision Refuse(UsageEvent usage, Rejection rejection) =>
        new(usage, new UsageOutcome.Refused(rejection), this, null, []);

    private EventDecision DecideSignal(UsageSignalEvent usage, MeteringContext context)
    {
        var decision = UsageSignalDecision.Of(Meter(usage.Meter), Pool, usage, Admission, context);
        var after = With(usage.Meter, decision.ChangedMeter, decision.Pool);
        return new EventDecision(usage, decision.Outcome, after, decision.ChangedMeter, decision.Postings);
    }

    private EventDecision DecideResult(ResultEvent usage, MeteringContext context)
    {
        if (Settled.TryGetValue(usage.Event, out var denial))
        {
            return new EventDecision(usage, new UsageOutcome.Duplicate(denial), this, null, []);
        }

        var decision = ResultDecision.Of(Meter(usage.Meter), Pool, usage, Admission, context);
        if (decision.Outcome is UsageOutcome.Refused)
        {
            return new EventDecision(usage, decision.Outcome, this, null, []);
        }

        var after = With(usage.Meter, decision.ChangedMeter, decision.Pool) with
        {
            Settled = Settled.Add(usage.Event, (decision.Outcome as UsageOutcome.Denied)?.Reason),
        };
        return new EventDecision(usage, decision.Outcome, after, decision.ChangedMeter, decision.Postings);
    }

    private TeamUsage With(MeterKey key, Meter? changed, GrantPool pool) =>
        this with
        {
            Pool = pool,
            Meters = changed is null ? Meters : Meters.SetItem(key, changed),
        };
}
