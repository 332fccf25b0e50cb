using System.Collections.Immutable;
using System.Diagnostics;

namespace FlexFunctions.Domain;

/// <summary>
/// What usage events of a team are decided on, and what they change: its grants, and the meters and settled results that
/// were loaded. Deciding a batch is a fold of <see cref="Decide"/> over its events: state in, state and postings out, and
/// where the batch is split makes no difference.
/// </summary>
/// <param name="Pool">The team's grants.</param>
/// <param name="Meters">The meters of the events; one that is absent has seen nothing.</param>
public sealed record TeamUsage(GrantPool Pool, ImmutableDictionary<MeterKey, Meter> Meters)
{
    /// <summary>Which results are settled (R7), of those that the events tell of: the reason for a denial, or null.</summary>
    public ImmutableDictionary<EventRef, string?> Settled { get; init; } = ImmutableDictionary<EventRef, string?>.Empty;

    /// <summary>What invoices and policy say of the events' users.</summary>
    public Admission Admission { get; init; } = Admission.Open;

    /// <summary>A user's meter of a product.</summary>
    public Meter Meter(MeterKey key) => Meters.GetValueOrDefault(key, Domain.Meter.Unused);

    /// <summary>Decides one event.</summary>
    public EventDecision Decide(UsageEvent usage, MeteringOptions terms, RateCard rates, DateTimeOffset now) =>
        usage switch
        {
            UsageSignalEvent signal => DecideSign(signal, terms, rates, now),
            ResultEvent result => DecideResult(result, terms, rates, now),
            _ => throw new UnreachableException(),
        };

    private EventDecision DecideSign(UsageSignalEvent usage, MeteringOptions terms, RateCard rates, DateTimeOffset now)
    {
        var meter = Meter(usage.Meter);
        var decision = UsageSignalDecision.Of(meter, Pool, usage, Admission, terms, rates, now);
        var after = ReferenceEquals(decision.Meter, meter)
            ? this
            : this with
            {
                Pool = decision.Settlement.Pool,
                Meters = Meters.SetItem(usage.Meter, decision.Meter),
            };
        return new EventDecision(
            after,
            decision.Outcome,
            [
                .. decision.Settlement.Postings(usage.Meter, usage.Event),
                .. Declined(usage, usage.Signal.Time, decision.Outcome, decision.PostsDeclined),
            ]
        );
    }

    private EventDecision DecideResult(ResultEvent usage, MeteringOptions terms, RateCard rates, DateTimeOffset now)
    {
        if (Settled.TryGetValue(usage.Event, out var deniedFor))
        {
            return new EventDecision(this, new UsageOutcome.Duplicate(deniedFor), []);
        }

        var meter = Meter(usage.Meter);
        var decision = ResultDecision.Of(meter, Pool, usage, Admission, terms, rates, now);
        if (decision.Outcome is UsageOutcome.Refused)
        {
            return new EventDecision(this, decision.Outcome, []);
        }

        var after = this with
        {
            Pool = decision.Pool,
            Meters = decision.PostsDeclined ? Meters.SetItem(usage.Meter, decision.Meter) : Meters,
            Settled = Settled.Add(usage.Event, (decision.Outcome as UsageOutcome.Denied)?.Reason),
        };
        return new EventDecision(
            after,
            decision.Outcome,
            [
                .. decision.Charge is { } charge
                    ? [new Posting.ResultCharged(usage.User, usage.Product, charge, usage.Time, usage.Event)]
                    : ImmutableArray<Posting>.Empty,
                .. Declined(usage, usage.Time, decision.Outcome, decision.PostsDeclined),
            ]
        );
    }

    private static ImmutableArray<Posting> Declined(
        UsageEvent usage,
        DateTimeOffset at,
        UsageOutcome outcome,
        bool isDue
    ) =>
        isDue && outcome is UsageOutcome.Denied { Reason: var reason }
            ? [new Posting.Declined(usage.User, usage.Product, at, reason, usage.Event)]
            : [];
}
