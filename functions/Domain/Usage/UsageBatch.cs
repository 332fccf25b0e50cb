using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The changes of a team's usage events that are decided one after the other and committed together.</summary>
/// <param name="After">The team's grants, meters and settled results after the last event.</param>
/// <param name="ChangedMeters">The meters to write, each once.</param>
/// <param name="SettledResults">The results to write as settled.</param>
/// <param name="Postings">The lines for the team's journal, in the order of the events.</param>
/// <param name="LateDays">The days on which accepted signals were enqueued a day or more late, each once per meter.</param>
public sealed record UsageBatch(
    TeamUsage After,
    ImmutableArray<MeterKey> ChangedMeters,
    ImmutableArray<EventRef> SettledResults,
    ImmutableArray<Posting> Postings,
    ImmutableHashSet<(MeterKey Meter, DateOnly Day)> LateDays
)
{
    /// <summary>Starts a batch without events.</summary>
    public static UsageBatch Of(TeamUsage before) => new(before, [], [], [], []);

    /// <summary>Returns the batch with one more event, which was decided on <see cref="After"/>.</summary>
    public UsageBatch With(EventDecision decision) =>
        new(
            decision.After,
            decision.ChangedMeter is null || ChangedMeters.Contains(decision.Event.Meter)
                ? ChangedMeters
                : ChangedMeters.Add(decision.Event.Meter),
            decision.Event is ResultEvent { Event: var settled } && decision.Outcome.ChangesState
                ? SettledResults.Add(settled)
                : SettledResults,
            Postings.AddRange(decision.Postings),
            decision.LateDay is { } day ? LateDays.Add((decision.Event.Meter, day)) : LateDays
        );
}
