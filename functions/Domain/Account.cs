using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>What is known of an account as a whole.</summary>
/// <param name="Teams">The teams that were named (R10), in the order of their ids.</param>
/// <param name="Overdue">The orders whose invoice is overdue (R16).</param>
public sealed record Account(ImmutableSortedSet<TeamId> Teams, ImmutableHashSet<OrderId> Overdue)
{
    /// <summary>An account without a team.</summary>
    public static readonly Account New = new(ImmutableSortedSet.Create(TeamId.ByText), []);

    /// <summary>True while an overdue invoice blocks it: nothing is opened (R9), nothing bought (R16).</summary>
    public bool IsBlocked => !Overdue.IsEmpty;

    /// <summary>The account with a team that is named now; the same instance if it was before, or is no team.</summary>
    public Account Naming(TeamId team) =>
        team == TeamId.Unassigned || Teams.Contains(team) ? this : this with { Teams = Teams.Add(team) };
}
