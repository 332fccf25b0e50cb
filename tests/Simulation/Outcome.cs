namespace FlexFunctions.Simulation;

/// <summary>What came of a story.</summary>
/// <param name="Violation">The first thing that no rule allows; null if there is none.</param>
/// <param name="Commits">How many commits were judged.</param>
/// <param name="Faults">How often each kind of fault was.</param>
/// <param name="Told">All that the auditor was told, in order.</param>
/// <param name="Accounts">The accounts at the end.</param>
internal sealed record Outcome(
    string? Violation,
    int Commits,
    IReadOnlyList<int> Faults,
    IReadOnlyList<string> Told,
    IReadOnlyDictionary<string, Audit.Account> Accounts
);
