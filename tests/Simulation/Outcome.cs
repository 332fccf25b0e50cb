namespace FlexFunctions.Simulation;

/// <summary>The outcome of playing a story.</summary>
/// <param name="Violation">The first violation of a rule; null if there is none.</param>
/// <param name="Commits">The number of commits that were audited.</param>
/// <param name="Faults">The number of faults of each kind.</param>
/// <param name="Trace">Everything that the auditor saw, in order.</param>
/// <param name="Accounts">The accounts at the end.</param>
internal sealed record Outcome(
    string? Violation,
    int Commits,
    IReadOnlyList<int> Faults,
    IReadOnlyList<string> Trace,
    IReadOnlyDictionary<string, Audit.Account> Accounts
);
