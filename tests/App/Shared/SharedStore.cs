using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>A row store that instances share and do not dispose of.</summary>
internal class SharedStore(IRowStore store) : IRowStore
{
    public virtual Task<StoredRow?> ReadAsync(
        string table,
        string partition,
        string key,
        CancellationToken cancellationToken
    ) => store.ReadAsync(table, partition, key, cancellationToken);

    public virtual Task<IReadOnlyList<StoredRow>> ReadRangeAsync(
        string table,
        string partition,
        string from,
        string before,
        int atMost,
        CancellationToken cancellationToken
    ) => store.ReadRangeAsync(table, partition, from, before, atMost, cancellationToken);

    public virtual Task<IReadOnlyList<string?>> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    ) => store.CommitAsync(table, partition, operations, cancellationToken);
}
