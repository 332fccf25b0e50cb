using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FlexFunctions.App.Hosting.Local;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>
/// Throughput and latency of the host with the official Service Bus SDK, and 200 connections one after the other. The test
/// prints the figures and does not assert them, because they depend on the machine.
/// </summary>
[Collection(TestStores.Collection)]
public sealed class SdkFiguresTests(ITestOutputHelper output)
{
    private const int Events = 30_501;
    private const int Users = 200;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Events_sent_by_the_sdk_are_charged_and_all_connections_succeed()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "events.jsonl");
        await File.WriteAllLinesAsync(file, Bodies(TimeProvider.System.GetUtcNow()));
        await HostProcess.RunAsync("token", "--role", "Product", "--state", folder.Path);
        var clock = Stopwatch.StartNew();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var up = host.SinceStarted;
        await host.BuyAsync(200_000, "acme", "load");
        await host.BuyAsync(100_000, "acme", "paced");
        var said = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var (all, began) = (TimeSpan.Zero, Stopwatch.StartNew());
        using var program = SdkProgram.Start("measure.mjs", host.ConnectionString, file);
        await foreach (var line in program.LinesAsync(s_patience))
        {
            foreach (var figure in JsonDocument.Parse(line).RootElement.EnumerateObject())
            {
                said[figure.Name] = figure.Value;
            }

            if (said.ContainsKey("batched") && all == TimeSpan.Zero)
            {
                // The last event has a user that no other event has.
                Assert.Equal(
                    200_000 - (7 * (Users + 1)),
                    await host.BalanceOnceItIsAsync(200_000 - (7 * (Users + 1)), "acme", "load")
                );
                all = began.Elapsed;
                program.Say("go on");
            }
        }

        Assert.Equal(100_000 - 7_000, await host.BalanceOnceItIsAsync(100_000 - 7_000, "acme", "paced"));
        var waits = (await host.JournalAsync("acme", "paced"))
            .Where(line => line.GetProperty("kind").GetString() == "charged")
            .Select(line =>
                line.GetProperty("at").GetDateTimeOffset() - line.GetProperty("windowStart").GetDateTimeOffset()
            )
            .Order()
            .ToList();
        Assert.Equal(1_000, waits.Count);
        Assert.Equal(200, said["connects"].GetInt32());
        Figures.Print(
            output,
            string.Create(
                CultureInfo.InvariantCulture,
                $"SDK to a host process, SQLite: accepted {said["singles"]} singles/s one by one, {said["inFlight"]}/s with 200 "
                    + $"in flight, {said["batched"]}/s in batches of 500; {Events} events through to the ledger in "
                    + $"{all.TotalSeconds:0.0} s ({Events / all.TotalSeconds:0}/s, sending included); from send to charge at 100/s: "
                    + $"p50 {waits[500].TotalMilliseconds:0} ms, p99 {waits[990].TotalMilliseconds:0} ms; process start to "
                    + $"listening {up.TotalMilliseconds:0} ms; 200 connections one after the other, {said["connectMs"]} ms each"
            )
        );
        Assert.True(clock.Elapsed < s_patience);
    }

    /// <summary>Returns usage of two hundred users, and a last event of another user.</summary>
    private static IEnumerable<string> Bodies(DateTimeOffset now)
    {
        for (var number = 0; number < Events; number++)
        {
            var last = number == Events - 1;
            var (user, beat) = (last ? "last" : $"user{number % Users}", number / Users);
            yield return Telemetry.Event(
                beat == 0 || last ? "opened" : "heartbeat",
                $"e{number}",
                now.AddHours(-3).AddMinutes(beat),
                new
                {
                    account = "acme",
                    team = "load",
                    user,
                    product = "autocad",
                    session = "s",
                }
            );
        }
    }
}
