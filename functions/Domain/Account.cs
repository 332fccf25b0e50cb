using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>What is known of an account as a whole.</summary>
/// <param name="Teams">The teams that were named (R10), in the order of their ids.</param>
public sealed record Account(ImmutableSortedSet<TeamId> Teams)
{
    /// <summary>An account without a team.</summary>
    public static readonly Account New = new(ImmutableSortedSet.Create(TeamId.ByText));
}
