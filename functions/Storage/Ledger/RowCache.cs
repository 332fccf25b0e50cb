namespace FlexFunctions.Storage;

/// <summary>
/// What this instance remembers of rows it read or wrote, the least recently used forgotten first. It may be stale: then
/// a commit fails, names the row, and the row is read again; nothing is ever charged wrongly by it.
/// </summary>
/// <param name="capacity">How many entries are kept at most; at least 1.</param>
public sealed class RowCache(int capacity = RowCache.DefaultCapacity)
{
    /// <summary>About 100 MB of meters.</summary>
    public const int DefaultCapacity = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Partition, string Unit), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>How many entries are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    internal CachedRows? Find(string partition, string unit)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue((partition, unit), out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Rows;
        }
    }

    internal void Remember(string partition, string unit, CachedRows rows)
    {
        lock (_lock)
        {
            Drop((partition, unit));
            _entries[(partition, unit)] = _byUse.AddFirst(new Entry((partition, unit), rows));
            if (_entries.Count > capacity)
            {
                Drop(_byUse.Last!.Value.Key);
            }
        }
    }

    internal void Forget(string partition, string unit)
    {
        lock (_lock)
        {
            Drop((partition, unit));
        }
    }

    private void Drop((string Partition, string Unit) key)
    {
        if (_entries.Remove(key, out var node))
        {
            _byUse.Remove(node);
        }
    }

    private sealed record Entry((string Partition, string Unit) Key, CachedRows Rows);
}
