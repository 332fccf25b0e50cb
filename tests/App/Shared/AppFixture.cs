using System.Globalization;
using System.Text.Json;
using FlexFunctions.App.Hosting.Local;
using FlexFunctions.Domain;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.App.Tests;

/// <summary>
/// One app instance on a fake clock, in memory by default. Instances can share a store, a clock and the queues, which they do
/// not dispose of.
/// </summary>
internal sealed class AppFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private int _events;
    private int _orders;

    public AppFixture(
        IRowStore? rows = null,
        FakeTimeProvider? clock = null,
        QueueStore? queues = null,
        IDeadLetterQueue? dead = null,
        BaseConfigurationManager? issuer = null
    )
    {
        Clock = clock ?? new FakeTimeProvider(Start);
        Key = LocalKey.InMemory();
        Functions = LocalFunctions.Create(
            typeof(IngestUsage).Assembly,
            new LocalHostOptions
            {
                HostJsonPath = LocalFiles.HostJson,
                TimeProvider = Clock,
                QueueSettings = QueueDeadLetters.Settings,
            },
            services =>
            {
                services.AddTestedFunctions(() => rows ?? SqliteRowStore.OpenMemory(), Key, Mail, Clock, seed: 1);
                if (dead is not null)
                {
                    services.AddSingleton(dead);
                }

                if (issuer is not null)
                {
                    var callers = Key.Rules;
                    callers.ConfigurationManager = issuer;
                    services.AddSingleton(new CallerAuthenticator(callers, Clock));
                }

                if (queues is not null)
                {
                    services.AddSingleton(queues);
                }
            }
        );
        Api = new InProcessApi(Functions, Key, Clock);
    }

    public FakeTimeProvider Clock { get; }

    public RecordingSender Mail { get; } = new();

    public LocalKey Key { get; }

    public LocalFunctions Functions { get; }

    public InProcessApi Api { get; }

    public DurableQueue Queue => Functions.Queues.Queues["usage-events"];

    public async Task BuyAsync(int tokens, string team = "design", string account = "acme", string? key = null)
    {
        var (status, body) = await Api.CallAsync(
            "POST",
            $"/api/accounts/{account}/orders",
            new
            {
                team,
                tokens,
                country = "GB",
            },
            key ?? $"{team}-{tokens}-{_orders++}"
        );
        Assert.True(status == 201, body.ToString());
    }

    public async Task<decimal> BalanceAsync(string team = "design", string account = "acme")
    {
        var (status, body) = await Api.CallAsync("GET", $"/api/accounts/{account}/teams/{team}/balance");
        Assert.True(status == 200, body.ToString());
        return body.GetProperty("tokens").GetDecimal();
    }

    public Task<IReadOnlyList<JsonElement>> JournalAsync(string team = "design", string account = "acme") =>
        Api.ReadAllAsync($"/api/accounts/{account}/teams/{team}/journal", "postings");

    public string Event(
        string kind = "opened",
        string user = "priscilla",
        string product = "autocad",
        string session = "s1",
        string team = "design",
        string account = "acme",
        DateTimeOffset? time = null
    ) =>
        Telemetry.Event(
            kind,
            string.Create(CultureInfo.InvariantCulture, $"e{++_events}"),
            time ?? Clock.GetUtcNow(),
            new
            {
                account,
                team,
                user,
                product,
                session,
            }
        );

    /// <summary>Sends a message for each body and runs the queue function until the queue is empty.</summary>
    public async Task SendAsync(params string[] bodies)
    {
        await Queue.SendAsync([.. bodies.Select(body => new OutgoingMessage { Body = BinaryData.FromString(body) })]);
        await PumpAsync();
    }

    public async Task PumpAsync()
    {
        while (await Functions.Listeners[0].PumpOnceAsync() > 0) { }
    }

    public async Task<IReadOnlyList<string>> DeadLetterReasonsAsync() =>
        [.. (await Queue.PeekDeadLettersAsync()).Select(dead => dead.Reason)];

    /// <summary>Checks that the stored state equals the state recomputed from the journal (R18).</summary>
    public async Task AssertConservedAsync(string team = "design", string account = "acme")
    {
        var violations = await Functions
            .Services.GetRequiredService<LedgerStore>()
            .ReadAsync(
                AccountId.Of(account),
                async reader =>
                    Conservation.Violations(
                        await JournalReader.RecomputeAsync(reader, TeamId.Of(team), DateTimeOffset.MaxValue),
                        (await reader.ReadTeamAsync(TeamId.Of(team)))!.Head,
                        (await reader.ReadTeamAsync(TeamId.Of(team)))!.Pool
                    ),
                DateTimeOffset.MaxValue,
                CancellationToken.None
            );
        Assert.Empty(violations);
    }

    public ValueTask DisposeAsync() => Functions.DisposeAsync();
}
