using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// What usage events of a team are decided on, and what they change: its grants and the meters that were loaded. Deciding
/// a batch is a fold of <see cref="Decide"/> over its events: state in, state and postings out, and where the batch is
/// split makes no difference.
/// </summary>
/// <param name="Pool">The team's grants.</param>
/// <param name="Meters">The meters of the events; one that is absent has seen nothing.</param>
public sealed record TeamUsage(GrantPool Pool, ImmutableDictionary<MeterKey, Meter> Meters)
{
    /// <summary>Decides one event.</summary>
    public (TeamUsage After, UsageOutcome Outcome, ImmutableArray<Posting> Postings) Decide(
        UsageEvent usage,
        UsageTerms terms,
        RateCard rates,
        DateTimeOffset now
    )
    {
        var meter = Meters.GetValueOrDefault(usage.Meter, Meter.Unused);
        var decision = SignDecision.Of(meter, Pool, usage, terms, rates, now);
        var after = ReferenceEquals(decision.Meter, meter)
            ? this
            : new TeamUsage(decision.Pool, Meters.SetItem(usage.Meter, decision.Meter));
        return (after, decision.Outcome, Postings(usage, decision));
    }

    private static ImmutableArray<Posting> Postings(UsageEvent usage, SignDecision decision) =>
        [
            .. decision.Reversals.Select(reversal => new Posting.Reversed(
                usage.User,
                usage.Product,
                reversal,
                usage.Event
            )),
            .. decision.Charges.Select(charge => new Posting.Charged(usage.User, usage.Product, charge, usage.Event)),
            .. decision.PostsDeclined
                ? [new Posting.Declined(usage.User, usage.Product, usage.Sign.Time, Reason(decision), usage.Event)]
                : ImmutableArray<Posting>.Empty,
        ];

    private static string Reason(SignDecision decision) =>
        decision.Outcome is UsageOutcome.Denied denied
            ? denied.Reason
            : throw new InvalidOperationException("Only a denial posts a declined line.");
}
