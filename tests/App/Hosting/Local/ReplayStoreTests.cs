using System.Net;
using System.Net.Sockets;
using Azure.Data.Tables;
using FlexFunctions.App.Hosting.Local;
using FlexFunctions.Storage.Tests;

namespace FlexFunctions.App.Tests;

/// <summary><c>replay --store tables</c> as people run it, against a real Azurite.</summary>
public sealed class ReplayStoreTests
{
    private const string Opened = """
        {"at": "2026-11-01T00:00:00Z", "do": "purchase", "order": "o1", "tokens": 100},
        {"at": "2026-11-02T08:00:00Z", "do": "opened", "user": "p", "product": "autocad", "session": "s"}
        """;

    /// <summary>Timers run every quarter of an hour and ask the store: a timeline of a year would take minutes.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(12);

    [Fact]
    public async Task Every_short_scenario_holds_on_tables_of_its_own_which_are_gone_afterwards()
    {
        using var azurite = await AzuriteServer.StartAsync();
        var files = Directory
            .GetFiles(Path.Combine(AppContext.BaseDirectory, "scenarios"))
            .Where(file => ScenarioFile.Read(file).Steps is var steps && steps[^1].At - steps[0].At < s_longest)
            .Order(StringComparer.Ordinal)
            .ToArray();
        Assert.InRange(files.Length, 7, 10);

        var (code, output, errors) = await ReplayAsync(azurite.ConnectionString, files);

        Assert.True(code == 0, output + errors);
        Assert.Equal(files.Select(file => "ok " + ScenarioFile.Read(file).Name), Lines(output));
        Assert.Empty(TablesOf(azurite));
    }

    [Fact]
    public async Task A_timeline_that_fails_leaves_no_tables_either()
    {
        using var azurite = await AzuriteServer.StartAsync();
        using var folder = new TemporaryFolder();
        var file = await StoryAsync(
            folder,
            Opened + """, {"at": "2026-11-03T00:00:00Z", "do": "expect", "balance": 100}"""
        );

        var (code, output, _) = await ReplayAsync(azurite.ConnectionString, file);

        Assert.Equal(1, code);
        Assert.Equal(
            ["FAILED A story", "  step 3 (expect at 2026-11-03T00:00:00Z): balance: expected 100, found 93"],
            Lines(output)
        );
        Assert.Empty(TablesOf(azurite));
    }

    [Fact]
    public async Task Where_nobody_listens_one_line_says_how_to_start_Azurite()
    {
        using var folder = new TemporaryFolder();
        var file = await StoryAsync(folder, Opened);
        // Bound but not listening, so that the port is nobody's for as long as the test takes.
        using var silent = new Socket(SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)silent.LocalEndPoint!).Port;

        var (code, output, errors) = await ReplayAsync(
            $"DefaultEndpointsProtocol=http;AccountName=flex;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:{port}/flex",
            file
        );

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("npx azurite", Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_goes_away_midway_is_given_up_with_one_line()
    {
        using var azurite = await AzuriteServer.StartAsync();
        await using var proxy = FaultyProxy.Start(
            azurite.Port,
            exchange => exchange < 8 ? ProxyFault.None : ProxyFault.CutRequest
        );
        using var folder = new TemporaryFolder();
        var file = await StoryAsync(folder, Opened);

        var (code, output, errors) = await ReplayAsync(azurite.ConnectionStringThrough(proxy.Port), file);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("cannot be reached", Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_store_is_refused()
    {
        var (code, _, errors) = await HostProcess.RunAsync("replay", "--store", "clouds", "story.json");

        Assert.NotEqual(0, code);
        Assert.Contains("tables", errors, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Errors)> ReplayAsync(string storage, params string[] files) =>
        HostProcess.RunAsync([("Storage", storage)], ["replay", "--store", "tables", .. files]);

    private static async Task<string> StoryAsync(TemporaryFolder folder, string steps)
    {
        var file = Path.Combine(folder.Path, "story.json");
        await File.WriteAllTextAsync(file, $$"""{ "name": "A story", "why": "to test", "timeline": [ {{steps}} ] }""");
        return file;
    }

    private static string[] TablesOf(AzuriteServer azurite) =>
        [.. new TableServiceClient(azurite.ConnectionString).Query().Select(table => table.Name)];

    private static string[] Lines(string text) => text.TrimEnd().Split('\n');
}
