using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A usage event of a received message with its decision.</summary>
/// <param name="Received">The event.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="CommitId">The id of the commit that holds it; null if it changed nothing.</param>
internal sealed record DecidedEvent(ReceivedEvent Received, UsageOutcome Outcome, string? CommitId = null);
