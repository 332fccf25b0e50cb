using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The decision on one usage event of a team.</summary>
/// <param name="Event">The event.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="After">The team's grants, meters and settled results after it.</param>
/// <param name="ChangedMeter">The event's meter after it; null if the event does not change it.</param>
/// <param name="Postings">The lines for the team's journal.</param>
public sealed record EventDecision(
    UsageEvent Event,
    UsageOutcome Outcome,
    TeamUsage After,
    Meter? ChangedMeter,
    ImmutableArray<Posting> Postings
)
{
    /// <summary>
    /// The UTC day on which an accepted signal was enqueued a day or more late (<see cref="LateUsage"/>); null for others.
    /// </summary>
    public DateOnly? LateDay =>
        Event is UsageSignalEvent { IsADayLate: true } && Outcome is UsageOutcome.Accepted
            ? DateOnly.FromDateTime(Event.EnqueuedAt.UtcDateTime)
            : null;
}
