namespace FlexFunctions.Storage.Tests;

/// <summary>A row store in memory that records its calls and lets a test intercept them.</summary>
public sealed class WatchedRowStore : IRowStore, IDisposable
{
    private readonly Lock _lock = new();
    private readonly SqliteRowStore _memory = SqliteRowStore.OpenMemory();
    private readonly List<string> _calls = [];

    /// <summary>Runs before a read of a key or of the range from it.</summary>
    public Func<string, Task> BeforeRead { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs instead of a commit to a table; receives the commit as a function.</summary>
    public Func<string, Func<Task<IReadOnlyList<string?>>>, Task<IReadOnlyList<string?>>> AroundCommit { get; set; } =
        (_, commit) => commit();

    /// <summary>
    /// Returns the calls since the last call of this method: <c>read KEY</c>, <c>range FROM</c>, and <c>commit
    /// TABLE</c> with the inserted (+), replaced (=) and deleted (-) rows.
    /// </summary>
    public IReadOnlyList<string> TakeCalls()
    {
        lock (_lock)
        {
            string[] calls = [.. _calls];
            _calls.Clear();
            return calls;
        }
    }

    public async Task<StoredRow?> ReadAsync(
        string table,
        string partition,
        string key,
        CancellationToken cancellationToken
    )
    {
        Note($"read {key}");
        await BeforeRead(key);
        return await _memory.ReadAsync(table, partition, key, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredRow>> ReadRangeAsync(
        string table,
        string partition,
        string from,
        string before,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        Note($"range {from}");
        await BeforeRead(from);
        return await _memory.ReadRangeAsync(table, partition, from, before, atMost, cancellationToken);
    }

    public Task<IReadOnlyList<string?>> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    )
    {
        Note($"commit {table} {string.Join(' ', operations.Select(Describe))}");
        return AroundCommit(table, () => _memory.CommitAsync(table, partition, operations, cancellationToken));
    }

    public void Dispose() => _memory.Dispose();

    private static string Describe(RowOperation operation) =>
        operation switch
        {
            RowOperation.Insert => "+",
            RowOperation.Replace => "=",
            _ => "-",
        } + operation.Key;

    private void Note(string call)
    {
        lock (_lock)
        {
            _calls.Add(call);
        }
    }
}
