using System.Globalization;
using FlexFunctions.Storage;

namespace FlexFunctions.Simulation;

/// <summary>The rows, with the semantics and limits of Azure Tables. Faults happen in <see cref="FaultyRows"/>, not here.</summary>
internal sealed class SimulatedTables
{
    private readonly Dictionary<(string Table, string Partition), SortedList<string, StoredRow>> _partitions = [];
    private long _version;

    /// <summary>Called after each successful commit, in order.</summary>
    public Action<string, string, IReadOnlyList<RowOperation>, Call> Committed { get; set; } = (_, _, _, _) => { };

    /// <summary>Reads one row.</summary>
    public StoredRow? Read(string table, string partition, string key)
    {
        RowLimits.CheckRead(table, partition, key);
        return Partition(table, partition).GetValueOrDefault(key);
    }

    /// <summary>Reads a range of rows.</summary>
    public IReadOnlyList<StoredRow> ReadRange(string table, string partition, string from, string before, int atMost)
    {
        RowLimits.CheckRange(table, partition, from, before, atMost);
        return
        [
            .. Partition(table, partition)
                .Values.SkipWhile(row => string.CompareOrdinal(row.Key, from) < 0)
                .TakeWhile(row => string.CompareOrdinal(row.Key, before) < 0)
                .Take(atMost),
        ];
    }

    /// <summary>Commits operations, all or nothing.</summary>
    public IReadOnlyList<string?> Commit(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        Call call
    )
    {
        RowLimits.CheckCommit(table, partition, operations);
        var rows = Partition(table, partition);
        // The same operation is named in any order, so that a seed plays the same in every process.
        var conflicts = operations.Index().Where(entry => !Holds(rows, entry.Item)).ToList();
        if (conflicts.Count > 0)
        {
            call.Operation.Conflicts++;
            var (index, operation) = conflicts.MinBy(entry => entry.Item.Key, StringComparer.Ordinal);
            throw new RowConflictException(index, operation.Key);
        }

        var etags = operations.Select(operation => Apply(rows, operation)).ToList();
        Committed(table, partition, operations, call);
        return etags;
    }

    private static bool Holds(SortedList<string, StoredRow> rows, RowOperation operation)
    {
        var found = rows.GetValueOrDefault(operation.Key);
        return operation switch
        {
            RowOperation.Insert => found is null,
            RowOperation.Replace replace => found?.ETag == replace.ETag,
            RowOperation.Delete delete => found?.ETag == delete.ETag,
            _ => false,
        };
    }

    private string? Apply(SortedList<string, StoredRow> rows, RowOperation operation)
    {
        var row = operation switch
        {
            RowOperation.Insert insert => insert.Row,
            RowOperation.Replace replace => replace.Row,
            _ => null,
        };
        if (row is null)
        {
            rows.Remove(operation.Key);
            return null;
        }

        var etag = (++_version).ToString(CultureInfo.InvariantCulture);
        var properties = new Dictionary<string, object>(row.Properties, StringComparer.Ordinal);
        rows[row.Key] = new StoredRow(row.Key, properties, etag);
        return etag;
    }

    private SortedList<string, StoredRow> Partition(string table, string partition)
    {
        if (!_partitions.TryGetValue((table, partition), out var rows))
        {
            _partitions.Add((table, partition), rows = new SortedList<string, StoredRow>(StringComparer.Ordinal));
        }

        return rows;
    }
}
