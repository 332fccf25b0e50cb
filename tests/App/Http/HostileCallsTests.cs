using System.Globalization;
using System.Text;
using System.Text.Json;
using FlexFunctions.App.Hosting.Local;
using FlexFunctions.Domain;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>
/// Sends five thousand random and hostile calls to a listening host. None causes an error on our side; a refused call writes
/// nothing and returns a code. FLEX_SEED replays a run.
/// </summary>
[Collection(Alone.Name)]
public sealed class HostileCallsTests(ITestOutputHelper output)
{
    private const int Calls = 5_000;
    private const int WarmUp = 1_000;

    /// <summary>The largest body that is sent together with the head of its request.</summary>
    private const int OneWrite = 4 * 1024;

    [Fact]
    public async Task Hostile_calls_never_fail_and_refused_calls_write_nothing()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FLEX_SEED"), out var given) ? given : 20261124;
        output.WriteLine($"FLEX_SEED={seed}");
        using var folder = new TemporaryFolder();
        using var rows = SqliteRowStore.OpenMemory();
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
                    () => new SharedStore(rows),
                    key,
                    new RecordingSender(),
                    TimeProvider.System,
                    seed
                )
        );
        await host.StartAsync();
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
        var calls = new HostileCalls(
            seed,
            [Bearer(Role.Operator, null), Bearer(Role.Admin, "acme"), Bearer(Role.Product, null), "Bearer x", "x"]
        );
        var statuses = new SortedDictionary<int, int>();
        var (bare, state) = (0, await StateAsync(rows));
        var memory = 0L;
        for (var number = 0; number < Calls; number++)
        {
            memory = number == WarmUp ? GC.GetTotalMemory(forceFullCollection: true) : memory;
            using var call = calls.Next(new Uri(host.Url));
            var length = call.Content?.Headers.ContentLength;
            HttpResponseMessage answer;
            try
            {
                answer = await client.SendAsync(call);
            }
            catch (HttpRequestException) when (length > OneWrite)
            {
                // The server answers before it has read the body, and closes the connection if the client keeps sending.
                Assert.Equal(state, await StateAsync(rows));
                statuses[0] = statuses.GetValueOrDefault(0) + 1;
                continue;
            }

            using var received = answer;
            var status = (int)answer.StatusCode;
            var body = await answer.Content.ReadAsStringAsync();
            var story = string.Create(
                CultureInfo.InvariantCulture,
                $"call {number}, seed {seed}: {call.Method} {call.RequestUri}: {status} {body}"
            );
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            Assert.True(status < 500, story);
            var after = await StateAsync(rows);
            if (status >= 400)
            {
                Assert.True(after == state, story);
                bare += HasCode(answer, body, story) ? 0 : 1;
            }

            state = after;
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - memory;
        Figures.Print(
            output,
            $"{Calls} hostile calls (seed {seed}): "
                + string.Join(
                    ", ",
                    statuses.Select(status =>
                        status.Key == 0 ? $"hung up {status.Value}" : $"{status.Key} {status.Value}"
                    )
                )
                + $"; {bare} refused by the server itself, without a body"
                + $"; managed memory {memory / 1_000_000} MB after {WarmUp}, {(memory + grown) / 1_000_000} MB after all"
        );
        Assert.True(grown < 16_000_000, $"memory grew by {grown:N0} bytes");
        Assert.True(statuses.Keys.Any(status => status is > 0 and < 300), "nothing was served");
        Assert.InRange(statuses.GetValueOrDefault(0), 0, Calls / 20);
        Assert.InRange(bare, 0, Calls / 2);
        Assert.InRange(statuses.Where(status => status.Key >= 400).Sum(status => status.Value), Calls / 2, Calls);

        string Bearer(Role role, string? account) =>
            "Bearer " + key.Mint(role, account, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
    }

    /// <summary>False if no function received the call: unknown route or method, or not HTTP.</summary>
    private static bool HasCode(HttpResponseMessage answer, string body, string story)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            Assert.True((int)answer.StatusCode is 400 or 404 or 414 or 431 && body.Length == 0, story);
            return false;
        }

        using var problem = JsonDocument.Parse(body);
        Assert.Matches("^[a-z]+(-[a-z]+)*$", problem.RootElement.GetProperty("code").GetString());
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        return true;
    }

    /// <summary>Every row, with its ETag, of every account that the calls could have written to.</summary>
    private static async Task<string> StateAsync(IRowStore rows)
    {
        var state = new HashCode();
        foreach (var account in new[] { "acme", "other", "design" })
        {
            for (var from = "!"; from is not null; )
            {
                var page = await rows.ReadRangeAsync("Ledger", account, from, "~~~~", 1_000, CancellationToken.None);
                foreach (var row in page)
                {
                    state.Add(row.Key);
                    state.Add(row.ETag);
                }

                from = page.Count < 1_000 ? null : page[^1].Key + "!";
            }
        }

        return state.ToHashCode().ToString(CultureInfo.InvariantCulture);
    }
}
