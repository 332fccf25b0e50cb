using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The state of an account as a whole.</summary>
/// <param name="Teams">The named teams (R10), in the order of their ids.</param>
/// <param name="Overdue">The orders whose invoice is overdue (R16).</param>
public sealed record Account(ImmutableSortedSet<TeamId> Teams, ImmutableHashSet<OrderId> Overdue)
{
    /// <summary>An account without teams.</summary>
    public static readonly Account New = new(ImmutableSortedSet.Create(TeamId.ByText), []);

    /// <summary>True while an overdue invoice blocks openings (R9) and purchases (R16).</summary>
    public bool IsBlocked => !Overdue.IsEmpty;

    /// <summary>Returns true if the team is named (R10). <see cref="TeamId.Unassigned"/> needs no naming.</summary>
    public bool Names(TeamId team) => team == TeamId.Unassigned || Teams.Contains(team);

    /// <summary>Returns the account with a named team; idempotent.</summary>
    public Account Naming(TeamId team) => Names(team) ? this : this with { Teams = Teams.Add(team) };
}
