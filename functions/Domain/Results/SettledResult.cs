namespace FlexFunctions.Domain;

/// <summary>The settlement of a result. The first event of a result settles it for ever (R7).</summary>
/// <param name="Team">The team that the result was settled for.</param>
/// <param name="Reason">The stable code of a denial; null if the result was charged.</param>
public sealed record SettledResult(TeamId Team, string? Reason);
