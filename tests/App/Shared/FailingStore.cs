using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>
/// A row store that can fail all calls for one partition, all commits of meters with a conflict, or reads of one row with an
/// exception that no caller expects.
/// </summary>
internal sealed class FailingStore(IRowStore store) : SharedStore(store)
{
    public string? FailingPartition { get; set; }

    public bool MetersConflict { get; set; }

    public string? DamagedRow { get; set; }

    public override Task<StoredRow?> ReadAsync(
        string table,
        string partition,
        string key,
        CancellationToken cancellationToken
    )
    {
        FailIfDown(partition);
        return key == DamagedRow
            ? throw new InvalidDataException("The row is damaged.")
            : base.ReadAsync(table, partition, key, cancellationToken);
    }

    public override Task<IReadOnlyList<StoredRow>> ReadRangeAsync(
        string table,
        string partition,
        string from,
        string before,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        FailIfDown(partition);
        return base.ReadRangeAsync(table, partition, from, before, atMost, cancellationToken);
    }

    public override Task<IReadOnlyList<string?>> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    )
    {
        FailIfDown(partition);
        var meter = operations.ToList().FindIndex(row => row.Key.StartsWith("meter|", StringComparison.Ordinal));
        if (MetersConflict && meter >= 0)
        {
            throw new RowConflictException(meter, operations[meter].Key);
        }

        return base.CommitAsync(table, partition, operations, cancellationToken);
    }

    private void FailIfDown(string partition)
    {
        if (partition == FailingPartition)
        {
            throw new RowStoreException("The store is down.", mayHaveBeenApplied: false);
        }
    }
}
