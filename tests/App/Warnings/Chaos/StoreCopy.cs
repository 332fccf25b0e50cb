using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>A copy of a store's rows, with which many rounds begin.</summary>
internal sealed class StoreCopy
{
    private const int MostRows = 50;

    private readonly List<(string Table, string Partition, IReadOnlyList<StoredRow> Rows)> _partitions = [];

    private StoreCopy() { }

    /// <summary>Copies all accounts and due entries.</summary>
    public static async Task<StoreCopy> OfAsync(IRowStore store, params string[] accounts)
    {
        var copy = new StoreCopy();
        foreach (
            var (table, partition) in accounts
                .Select(account => ("Ledger", account))
                .Concat(Enum.GetNames<DueKind>().Select(kind => ("Due", kind)))
        )
        {
            var rows = await store.ReadRangeAsync(table, partition, "", "~~", 1_000, default);
            Assert.InRange(rows.Count, 0, 999);
            copy._partitions.Add((table, partition, rows));
        }

        return copy;
    }

    /// <summary>Writes the copy to an empty store.</summary>
    public async Task WriteAsync(IRowStore store)
    {
        foreach (var (table, partition, rows) in _partitions)
        {
            foreach (var chunk in rows.Chunk(MostRows))
            {
                await store.CommitAsync(
                    table,
                    partition,
                    [.. chunk.Select(row => new RowOperation.Insert(new Row(row.Key, row.Properties)))],
                    default
                );
            }
        }
    }
}
