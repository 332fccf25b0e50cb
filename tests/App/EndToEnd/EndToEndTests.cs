using System.Diagnostics;
using System.Globalization;
using FlexFunctions.LocalHost;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>
/// <para>The whole pipeline: a program with the official Service Bus SDK sends a day of telemetry from 20 concurrent senders
/// while the host is killed with <c>kill -9</c> five times. At the end the charges are those of the reference model, and the
/// dead letters are exactly the invalid messages.</para>
/// <para>By default each kind of store gets one round; <c>FLEX_DAYS=10 dotnet test tests/App --filter EndToEnd</c> runs ten.
/// Each round prints its seed; <c>FLEX_SEED=SEED</c> starts with that seed.</para>
/// </summary>
[Collection(TestStores.Collection)]
public sealed class EndToEndTests(TestStores stores, ITestOutputHelper output)
{
    private const int Kills = 5;
    private const int Bad = 1_000;
    private const int Senders = 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    [Theory, OnBothStores]
    public async Task A_day_sent_while_the_host_is_killed_is_charged_correctly(StoreKind kind)
    {
        var (rounds, seed) = (Number("FLEX_DAYS", 1), Number("FLEX_SEED", 20261124));
        for (var round = 0; round < rounds; round++)
        {
            await PlayAsync(kind, seed + round);
        }
    }

    private async Task PlayAsync(StoreKind kind, int seed)
    {
        output.WriteLine($"FLEX_SEED={seed}");
        using var store = await stores.OpenAsync(kind);
        using var folder = new TemporaryFolder();
        var state = Path.Combine(folder.Path, "state");
        (string, string)[] settings = [("Storage", store.Setting)];
        var day = new DayOfUsage(seed, TimeProvider.System.GetUtcNow(), Bad);
        var file = Path.Combine(folder.Path, "messages.jsonl");
        await File.WriteAllLinesAsync(file, day.Groups.Select(DayOfUsage.Line));
        var clock = Stopwatch.StartNew();
        var host = await HostProcess.StartAsync(state, settings);
        try
        {
            foreach (var team in DayOfUsage.Teams)
            {
                await host.BuyAsync(DayOfUsage.TokensOf(team), team.Account, team.Team);
            }

            var port = new Uri(Endpoint(host.ConnectionString)).Port;
            var killed = 0;
            using var program = SdkProgram.Start(
                "send.mjs",
                host.ConnectionString,
                file,
                Senders.ToString(CultureInfo.InvariantCulture)
            );
            await foreach (var line in program.LinesAsync(s_patience))
            {
                var acknowledged = int.Parse(line, CultureInfo.InvariantCulture);
                if (killed < Kills && acknowledged > day.Messages * (killed + 1) / (Kills + 1))
                {
                    await host.KillAsync();
                    await host.DisposeAsync();
                    killed++;
                    host = await HostProcess.StartAsync(state, port, settings);
                }
            }

            Assert.Equal(Kills, killed);
            var sent = clock.Elapsed;
            await AssertChargedAsync(host, day);
            Assert.Equal(0, await host.TerminateAsync());
            await AssertDeadLettersAsync(state, day);
            Figures.Print(
                output,
                $"Day of {DayOfUsage.Users} users on {kind} (seed {seed}): {day.Signals} signals in {day.Messages} messages from "
                    + $"{Senders} SDK senders, host killed {killed} times; sent in {sent.TotalSeconds:0.0} s, charged in "
                    + $"{clock.Elapsed.TotalSeconds:0.0} s as the model says; dead letters: the {Bad} bad messages"
            );
        }
        catch
        {
            output.WriteLine(host.Said);
            throw;
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    private static async Task AssertChargedAsync(HostProcess host, DayOfUsage day)
    {
        var clock = Stopwatch.StartNew();
        foreach (var team in DayOfUsage.Teams)
        {
            IReadOnlyList<string> found;
            do
            {
                found = StandingCharges.Of(await host.JournalAsync(team.Account, team.Team));
            } while (!found.SequenceEqual(day.Expected(team)) && clock.Elapsed < s_patience);

            Assert.Equal(day.Expected(team), found);
        }
    }

    /// <summary>Checks the queue of a stopped host: it holds each invalid message once, and nothing else.</summary>
    private static async Task AssertDeadLettersAsync(string state, DayOfUsage day)
    {
        await using var queues = QueueStore.Open(
            Path.Combine(state, "queues.db"),
            [IngestUsage.Queue],
            TimeProvider.System
        );
        var queue = queues.Queues[IngestUsage.Queue];
        var dead = new List<DeadLetter>();
        for (long after = 0; ; after = dead[^1].SequenceNumber)
        {
            var page = await queue.PeekDeadLettersAsync(after: after, maxMessages: 1_000);
            if (page.Count == 0)
            {
                break;
            }

            dead.AddRange(page);
        }

        Assert.Equal(
            day.BadIds.Order(StringComparer.Ordinal),
            dead.Select(message => message.MessageId).Order(StringComparer.Ordinal)
        );
        Assert.Equal(0, (await queue.CountAsync()).Active);
        Assert.Equal(
            ["event-too-late", "malformed-event", "unknown-product", "unknown-team"],
            dead.Select(message => message.Reason).Distinct().Order(StringComparer.Ordinal)
        );
    }

    private static string Endpoint(string connectionString) => connectionString.Split(';')[0]["Endpoint=".Length..];

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
