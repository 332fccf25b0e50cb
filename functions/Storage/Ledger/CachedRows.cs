using System.Collections.Immutable;

namespace FlexFunctions.Storage;

/// <summary>
/// Rows that are read and cached together, with their value: a single row, or the header and grants of a team.
/// </summary>
/// <param name="Value">Their value; null if there are no rows.</param>
/// <param name="ETags">The ETag of each existing row, by its key.</param>
/// <param name="ReadAt">When they were read or written.</param>
/// <param name="PolicyVersion">
/// The version of the team's policy when they were read, for rows that belong to a policy; -1 for others.
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
