using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// What deciding the first events of a list comes to: as many as fit into one commit (<see cref="CommitLimits"/>).
/// </summary>
/// <param name="After">The team's grants, meters and settled results after them.</param>
/// <param name="Outcomes">What became of each event that was decided, in order; at least one.</param>
/// <param name="Postings">The lines for the team's journal.</param>
/// <param name="ChangedMeters">The meters that are to be written.</param>
/// <param name="SettledResults">The results that are to be written as settled.</param>
public sealed record UsageBatch(
    TeamUsage After,
    ImmutableArray<UsageOutcome> Outcomes,
    ImmutableArray<Posting> Postings,
    ImmutableArray<MeterKey> ChangedMeters,
    ImmutableArray<EventRef> SettledResults
)
{
    /// <summary>Decides events in their order until the next would not fit into the same commit.</summary>
    /// <param name="before">The team's grants, and the meters and settled results of the events.</param>
    /// <param name="events">At least one.</param>
    /// <param name="terms">The settings.</param>
    /// <param name="rates">The rate card.</param>
    /// <param name="limits">What one commit can hold.</param>
    /// <param name="now">The instant at which what is usable is judged (R13).</param>
    public static UsageBatch Decide(
        TeamUsage before,
        IEnumerable<UsageEvent> events,
        MeteringOptions terms,
        RateCard rates,
        CommitLimits limits,
        DateTimeOffset now
    )
    {
        var (state, fill) = (before, new CommitBudget(limits, before));
        var outcomes = ImmutableArray.CreateBuilder<UsageOutcome>();
        var postings = ImmutableArray.CreateBuilder<Posting>();
        foreach (var usage in events)
        {
            var decision = state.Decide(usage, terms, rates, now);
            if (!fill.TryTake(usage.Meter, state, decision))
            {
                if (outcomes.Count > 0)
                {
                    break;
                }

                decision = new EventDecision(state, new UsageOutcome.Refused(TooMuch(usage)), []);
            }

            state = decision.After;
            outcomes.Add(decision.Outcome);
            postings.AddRange(decision.Postings);
        }

        return new UsageBatch(
            state,
            outcomes.ToImmutable(),
            postings.ToImmutable(),
            fill.Meters,
            [.. state.Settled.Keys.Where(settled => !before.Settled.ContainsKey(settled))]
        );
    }

    /// <summary>The refusal of a single event whose changes no commit can hold.</summary>
    private static Rejection TooMuch(UsageEvent usage) =>
        new(
            RejectionCode.MeterFull,
            $"The event moves charges of '{usage.User}' that too many small orders paid; no single commit can hold it."
        );
}
