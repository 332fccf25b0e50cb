using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>The row store of an instance that crashes at a point.</summary>
internal sealed class CrashingStore(IRowStore store, CrashPoint crash) : SharedStore(store)
{
    public override async Task<StoredRow?> ReadAsync(
        string table,
        string partition,
        string key,
        CancellationToken cancellationToken
    )
    {
        var step = crash.Begin();
        var row = await base.ReadAsync(table, partition, key, cancellationToken);
        crash.End(step);
        return row;
    }

    public override async Task<IReadOnlyList<StoredRow>> ReadRangeAsync(
        string table,
        string partition,
        string from,
        string before,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        var step = crash.Begin();
        var rows = await base.ReadRangeAsync(table, partition, from, before, atMost, cancellationToken);
        crash.End(step);
        return rows;
    }

    public override async Task<IReadOnlyList<string?>> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    )
    {
        var step = crash.Begin(isChange: true);
        var etags = await base.CommitAsync(table, partition, operations, cancellationToken);
        crash.End(step);
        return etags;
    }
}
