using Xunit.Abstractions;

namespace FlexFunctions.Storage.Tests;

/// <summary>Several processes on one file, and processes that end during their work.</summary>
public sealed class SqliteRowStoreProcessTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Processes_on_one_new_file_lose_no_update()
    {
        const int Increments = 200;
        string[] names = ["p", "q", "r"];
        // All start together on a file that does not exist, so they also race to create it.
        var racers = await Task.WhenAll(
            names.Select(name => RacerProcess.StartAsync("increment", File, name, Increments))
        );
        try
        {
            foreach (var racer in racers)
            {
                racer.Go();
            }

            foreach (var racer in racers)
            {
                output.WriteLine(await racer.EndAsync());
            }
        }
        finally
        {
            foreach (var racer in racers)
            {
                racer.Dispose();
            }
        }

        using var store = SqliteRowStore.OpenFile(File);
        var counter = await store.ReadAsync(Racer.Table, Racer.Partition, "counter", CancellationToken.None);
        Assert.Equal((long)names.Length * Increments, counter!.Properties["Value"]);
        Assert.Equal(names.Length * Increments, (await KeysAsync(store, "done-")).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(250)]
    public async Task Killed_process_loses_nothing_acknowledged(int killedAfter)
    {
        using var racer = await RacerProcess.StartAsync("append", File, "x", int.MaxValue);
        racer.Go();
        var acknowledged = 0;
        while (acknowledged < killedAfter)
        {
            acknowledged = int.Parse((await racer.Output.ReadLineAsync())!);
        }
        // The last line may be incomplete after the kill; every line with a newline was acknowledged.
        foreach (var line in (await racer.KillAsync()).Split('\n')[..^1])
        {
            acknowledged = int.Parse(line);
        }

        using var store = SqliteRowStore.OpenFile(File);
        var counter = await store.ReadAsync(Racer.Table, Racer.Partition, "counter", CancellationToken.None);
        var applied = (int)(long)counter!.Properties["Value"];
        output.WriteLine($"{acknowledged} acknowledged, {applied} applied");
        Assert.InRange(applied, acknowledged, acknowledged + 1);
        Assert.Equal(applied, (await KeysAsync(store, "a-")).Count);
        Assert.Equal(applied, (await KeysAsync(store, "b-")).Count);
    }

    [Fact]
    public async Task Killed_process_does_not_block_others()
    {
        using var killed = await RacerProcess.StartAsync("append", File, "x", int.MaxValue);
        using var survivor = await RacerProcess.StartAsync("increment", File, "y", 100);
        killed.Go();
        Assert.Equal("1", await killed.Output.ReadLineAsync());
        await killed.KillAsync();
        survivor.Go();
        await survivor.EndAsync();
        using var store = SqliteRowStore.OpenFile(File);
        Assert.Equal(100, (await KeysAsync(store, "done-")).Count);
    }

    [Fact]
    public async Task Full_file_fails_commits_and_keeps_acknowledged_rows()
    {
        // The kernel limits every file of the process to 2 MiB (2,048 units of 1 KiB). The setting disables a file of
        // the runtime, its double mapping of code, that would exceed the limit first.
        const string Limit = "export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 2048";
        using var racer = await RacerProcess.StartAsync("fill", File, "row", 100, Limit);
        racer.Go();
        var lines = (await racer.EndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        output.WriteLine(string.Join('\n', lines));
        Assert.StartsWith("failed True", lines[0], StringComparison.Ordinal);
        var acknowledged = int.Parse(lines[1].Split(' ')[0]);
        Assert.InRange(acknowledged, 10, 40);
        Assert.Equal($"{acknowledged} acknowledged, {acknowledged} read", lines[1]);

        using var store = SqliteRowStore.OpenFile(File);
        Assert.InRange((await KeysAsync(store, "row-")).Count, acknowledged, acknowledged + 1);
    }

    private static async Task<List<string>> KeysAsync(SqliteRowStore store, string prefix)
    {
        var keys = new List<string>();
        var from = prefix;
        while (true)
        {
            var rows = await store.ReadRangeAsync(
                Racer.Table,
                Racer.Partition,
                from,
                prefix + "\uFFFF",
                1000,
                CancellationToken.None
            );
            keys.AddRange(rows.Select(row => row.Key));
            if (rows.Count < 1000)
            {
                return keys;
            }

            from = rows[^1].Key + "!";
        }
    }
}
