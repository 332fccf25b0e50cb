using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>What became of an event.</summary>
/// <param name="Outcome">How it was decided.</param>
/// <param name="Commit">The id of the commit that holds it; null if there was nothing to write.</param>
internal readonly record struct DecidedUsage(UsageOutcome Outcome, string? Commit);
