namespace FlexFunctions.Storage.Tests;

/// <summary>
/// The program of a separate process that writes to the file of a store. Tests run it with `dotnet exec` of this
/// assembly. It prints `ready`, waits for a line of input, and then starts.
/// </summary>
public static class Racer
{
    /// <summary>The table that the process writes to.</summary>
    public const string Table = "Race";
    public const string Partition = "account";

    public static async Task<int> Main(string[] args)
    {
        if (args is not [var task, var file, var name, var count])
        {
            await Console.Error.WriteLineAsync("usage: increment|append|fill FILE NAME COUNT");
            return 2;
        }
        using var store = SqliteRowStore.OpenFile(file, TimeSpan.FromSeconds(60));
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadLineAsync();
        return task switch
        {
            "increment" => await IncrementAsync(store, name, int.Parse(count)),
            "append" => await AppendAsync(store, name, int.Parse(count)),
            "fill" => await FillAsync(store, name, int.Parse(count)),
            _ => 2,
        };
    }

    /// <summary>Increments the row `counter` a number of times, each time together with a new row.</summary>
    private static async Task<int> IncrementAsync(SqliteRowStore store, string name, int count)
    {
        var conflicts = 0;
        for (var i = 0; i < count; )
        {
            var row = await store.ReadAsync(Table, Partition, "counter", CancellationToken.None);
            var value = row is null ? 0 : (long)row.Properties["Value"];
            try
            {
                await CommitAsync(store, row, value + 1, $"done-{name}-{i:000000}");
                i++;
            }
            catch (RowConflictException)
            {
                conflicts++;
            }
        }
        await Console.Out.WriteLineAsync($"conflicts {conflicts}");
        return 0;
    }

    /// <summary>Commits a counter together with new rows, and prints each count after its commit.</summary>
    private static async Task<int> AppendAsync(SqliteRowStore store, string name, int count)
    {
        StoredRow? row = null;
        for (var i = 1; i <= count; i++)
        {
            await CommitAsync(store, row, i, $"a-{name}-{i:000000}", $"b-{name}-{i:000000}");
            row = await store.ReadAsync(Table, Partition, "counter", CancellationToken.None);
            await Console.Out.WriteLineAsync($"{i}");
        }
        return 0;
    }

    /// <summary>Commits rows of 60 KiB until the store fails, prints the error, and then reads the rows.</summary>
    private static async Task<int> FillAsync(SqliteRowStore store, string name, int count)
    {
        var acknowledged = 0;
        try
        {
            for (; acknowledged < count; acknowledged++)
            {
                var body = new Dictionary<string, object>(StringComparer.Ordinal) { ["Body"] = new byte[60 * 1024] };
                var row = new Row($"{name}-{acknowledged:000000}", body);
                await store.CommitAsync(Table, Partition, [new RowOperation.Insert(row)], CancellationToken.None);
            }
        }
        catch (RowStoreException error)
        {
            await Console.Out.WriteLineAsync($"failed {error.MayHaveBeenApplied} {error.Message}");
        }
        var rows = await store.ReadRangeAsync(Table, Partition, "", "\uFFFF", 1000, CancellationToken.None);
        await Console.Out.WriteLineAsync($"{acknowledged} acknowledged, {rows.Count} read");
        return 0;
    }

    private static async Task CommitAsync(SqliteRowStore store, StoredRow? counter, long value, params string[] inserts)
    {
        var row = new Row("counter", new Dictionary<string, object>(StringComparer.Ordinal) { ["Value"] = value });
        var none = new Dictionary<string, object>(StringComparer.Ordinal);
        RowOperation count = counter is null
            ? new RowOperation.Insert(row)
            : new RowOperation.Replace(row, counter.ETag);
        await store.CommitAsync(
            Table,
            Partition,
            [count, .. inserts.Select(key => new RowOperation.Insert(new Row(key, none)))],
            CancellationToken.None
        );
    }
}
