using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FlexFunctions.App.Hosting.Local;
using FlexFunctions.Domain;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>
/// Ten thousand malformed, hostile or random messages through a listening host: each is applied or dead-lettered with a
/// code, the host keeps serving, and memory stays flat. FLEX_SEED replays a run.
/// </summary>
[Collection(Alone.Name)]
public sealed class HostileMessagesTests(ITestOutputHelper output)
{
    private const int Messages = 10_000;
    private const int WarmUp = 2_000;
    private const int Senders = 16;

    private static readonly string[] s_codes =
    [
        "malformed-event",
        "event-too-late",
        "event-in-future",
        "unknown-product",
        "unknown-team",
    ];

    [Fact]
    public async Task Hostile_message_is_applied_or_dead_lettered_with_a_code()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FLEX_SEED"), out var given) ? given : 20261124;
        output.WriteLine($"FLEX_SEED={seed}");
        using var folder = new TemporaryFolder();
        var key = LocalKey.InMemory();
        await using var host = LocalFunctionsHost.Create(
            typeof(IngestUsage).Assembly,
            new LocalHostOptions
            {
                Port = 0,
                HostJsonPath = LocalFiles.HostJson,
                StateDirectory = folder.Path,
            },
            services =>
                services.AddTestedFunctions(
                    () => SqliteRowStore.OpenFile(Path.Combine(folder.Path, "ledger.db")),
                    key,
                    new RecordingSender(),
                    TimeProvider.System,
                    seed
                )
        );
        await host.StartAsync();
        var api = new InProcessApi(host.Functions, key, TimeProvider.System);
        await BuyAsync(api, Messages * 7);
        var queue = host.Functions.Queues.Queues["usage-events"];
        using var client = new HttpClient { BaseAddress = new Uri(host.Url) };
        var source = new HostileSource(seed, DateTimeOffset.UtcNow);
        var messages = Enumerable.Range(0, Messages).Select(source.Next).ToList();

        await SendAllAsync(client, messages[..WarmUp]);
        await DrainedAsync(queue);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await SendAllAsync(client, messages[WarmUp..]);
        await DrainedAsync(queue);
        var after = GC.GetTotalMemory(forceFullCollection: true);

        var dead = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var last = 0L; ; )
        {
            var page = await queue.PeekDeadLettersAsync(after: last);
            if (page.Count == 0)
            {
                break;
            }

            last = page[^1].SequenceNumber;
            page.ToList().ForEach(letter => dead.Add(letter.MessageId, letter.Reason));
        }

        Assert.All(dead.Values, reason => Assert.Contains(reason, s_codes));
        Assert.Equal(
            messages.Where(message => !message.IsGood).Select(message => message.Id).Order(StringComparer.Ordinal),
            dead.Keys.Order(StringComparer.Ordinal)
        );
        var good = messages.Count(message => message.IsGood);
        var (status, balance) = await api.CallAsync("GET", "/api/accounts/acme/teams/design/balance");
        Assert.Equal(200, status);
        Assert.Equal((Messages - good) * 7, balance.GetProperty("tokens").GetDecimal());
        Figures.Print(
            output,
            $"{Messages} hostile messages (seed {seed}): {good} applied, {dead.Count} dead-lettered: "
                + string.Join(
                    ", ",
                    dead.Values.CountBy(reason => reason)
                        .OrderBy(code => code.Key)
                        .Select(code => $"{code.Key} {code.Value}")
                )
                + $"; managed memory {before / 1_000_000} MB after {WarmUp}, {after / 1_000_000} MB after all"
        );
        Assert.True(after - before < 16_000_000, $"memory grew from {before:N0} to {after:N0} bytes");
    }

    private static async Task BuyAsync(InProcessApi api, int tokens)
    {
        var order = new
        {
            team = "design",
            tokens,
            country = "GB",
        };
        Assert.Equal(201, (await api.CallAsync("POST", "/api/accounts/acme/orders", order, "all")).Status);
    }

    private static async Task SendAllAsync(HttpClient client, IEnumerable<HostileMessage> messages) =>
        await Parallel.ForEachAsync(
            messages,
            new ParallelOptions { MaxDegreeOfParallelism = Senders },
            async (message, cancellationToken) =>
            {
                using var content = new ByteArrayContent(message.Body);
                content.Headers.TryAddWithoutValidation("Content-Type", "application/cloudevents+json");
                content.Headers.TryAddWithoutValidation("BrokerProperties", $$"""{"MessageId":"{{message.Id}}"}""");
                using var answer = await client.PostAsync("usage-events/messages", content, cancellationToken);
                Assert.True((int)answer.StatusCode == 201, $"{message.Id}: {(int)answer.StatusCode}");
            }
        );

    private static async Task DrainedAsync(DurableQueue queue)
    {
        while ((await queue.CountAsync()).Active > 0)
        {
            await Task.Yield();
        }
    }
}
