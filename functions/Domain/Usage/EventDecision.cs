using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>What a usage event of a team comes to.</summary>
/// <param name="After">The team's grants, meters and settled results after it; the same instance if nothing changes.</param>
/// <param name="Outcome">What became of the event.</param>
/// <param name="Postings">The lines for the team's journal.</param>
public sealed record EventDecision(TeamUsage After, UsageOutcome Outcome, ImmutableArray<Posting> Postings);
