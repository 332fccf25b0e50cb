using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>A store whose calls are made in the order that an <see cref="Interleaving"/> draws.</summary>
internal sealed class InterleavedStore(IRowStore store, Interleaving interleaving) : SharedStore(store)
{
    public override Task<StoredRow?> ReadAsync(
        string table,
        string partition,
        string key,
        CancellationToken cancellationToken
    ) => interleaving.CallAsync(() => base.ReadAsync(table, partition, key, cancellationToken));

    public override Task<IReadOnlyList<StoredRow>> ReadRangeAsync(
        string table,
        string partition,
        string from,
        string before,
        int atMost,
        CancellationToken cancellationToken
    ) => interleaving.CallAsync(() => base.ReadRangeAsync(table, partition, from, before, atMost, cancellationToken));

    public override Task<IReadOnlyList<string?>> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    ) => interleaving.CallAsync(() => base.CommitAsync(table, partition, operations, cancellationToken));
}
