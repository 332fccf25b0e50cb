using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>A decision would change a team's ledger that does not add up. Nothing is written to it until it is repaired.</summary>
/// <param name="team">The team.</param>
/// <param name="fault">What is wrong with its ledger.</param>
public sealed class LedgerBrokenException(TeamId team, string fault)
    : Exception($"The ledger of team '{team}' does not add up: {fault}")
{
    /// <summary>The team.</summary>
    public TeamId Team { get; } = team;
}
