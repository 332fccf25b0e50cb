namespace FlexFunctions.Domain;

/// <summary>That the event of a result is settled, and how: the first one wins, for ever (R7).</summary>
/// <param name="Team">The team that it was settled for.</param>
/// <param name="Reason">Why it was denied, a stable code; null if it was charged.</param>
public sealed record SettledResult(TeamId Team, string? Reason);
