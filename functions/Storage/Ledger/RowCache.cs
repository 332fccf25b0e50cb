using BitFaster.Caching.Lru;

namespace FlexFunctions.Storage;

/// <summary>
/// The rows that this instance read or wrote recently. A cached row may be stale: then a commit fails and names the row,
/// and the row is read again. A stale row never causes a wrong charge.
/// </summary>
/// <param name="capacity">The most entries; at least 3.</param>
public sealed class RowCache(int capacity = RowCache.DefaultCapacity)
{
    /// <summary>About 100 MB of meters.</summary>
    public const int DefaultCapacity = 100_000;

    private readonly ConcurrentLru<(string Partition, string Unit), CachedRows> _entries = new(capacity);

    /// <summary>The number of entries.</summary>
    public int Count => _entries.Count;

    internal CachedRows? Find(string partition, string unit) =>
        _entries.TryGet((partition, unit), out var rows) ? rows : null;

    internal void Remember(string partition, string unit, CachedRows rows) =>
        _entries.AddOrUpdate((partition, unit), rows);

    internal void Forget(string partition, string unit) => _entries.TryRemove((partition, unit));
}
