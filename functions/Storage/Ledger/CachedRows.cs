using System.Collections.Immutable;

namespace FlexFunctions.Storage;

/// <summary>
/// Rows that are read and remembered together, as the thing that they hold: a single row, or all the money of a team.
/// </summary>
/// <param name="Value">What they hold; null if there are none.</param>
/// <param name="ETags">The entity tag of each row that exists, by its key.</param>
/// <param name="ReadAt">When they were read or written; they may be stale since.</param>
/// <param name="PolicyVersion">
/// The version of the team's policy when they were read, for rows that belong to a policy; -1 if that is not known.
/// </param>
internal sealed record CachedRows(
    object? Value,
    ImmutableDictionary<string, string> ETags,
    DateTimeOffset ReadAt = default,
    long PolicyVersion = -1
)
{
    /// <summary>No rows.</summary>
    public static readonly CachedRows None = new(null, ImmutableDictionary<string, string>.Empty);
}
