using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>
/// Several instances on one ledger are given the same events, shuffled and doubled, at once: each window is charged once
/// all the same. Every user lives the vendor's example (R2), so what must stand is known without any code of ours.
/// </summary>
[Collection(TestStores.Collection)]
public sealed class RacingInstancesTests(TestStores stores, ITestOutputHelper output)
{
    private const int Users = 40;

    [Theory, OnBothStores(1, 2, 3)]
    public async Task Instances_that_race_on_one_store_charge_each_window_once(StoreKind kind, int seed)
    {
        const int instances = 4;
        output.WriteLine($"seed {seed}");
        using var store = await stores.OpenAsync(kind);
        await using var race = new InstanceRace(store, instances, AppFixture.Start.AddDays(2));
        await race[0].BuyAsync(Users * 14);
        var events = Example(AppFixture.Start);

        await race.RunAsync(
            async (app, index) =>
            {
                foreach (var chunk in Shuffled([.. events, .. events], new Random((seed * 100) + index)).Chunk(40))
                {
                    await app.SendAsync(chunk);
                }
            }
        );

        var journal = await race[0].JournalAsync();
        AssertExampleStands(journal, AppFixture.Start);
        Assert.Equal(0, await race[1].BalanceAsync());
        for (var index = 0; index < instances; index++)
        {
            Assert.Empty(await race[index].DeadLetterReasonsAsync());
        }

        await race[2].AssertConservedAsync();
        output.WriteLine($"{journal.Count} lines");
    }

    [Theory, OnBothStores]
    public async Task Processes_that_race_on_one_store_charge_each_window_once(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        (string, string) ledger = ("Storage", store.Setting);
        await using var one = await HostProcess.StartAsync(first.Path, ledger);
        await using var two = await HostProcess.StartAsync(second.Path, ledger);
        await one.BuyAsync((Users * 14) + 14, "acme", "design");
        var monday = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(-3), TimeSpan.Zero).AddHours(8);
        var events = Example(monday);

        await Task.WhenAll(
            Task.WhenAll(Shuffled([.. events, .. events], new Random(1)).Select(body => SendAsync(one, body))),
            Task.WhenAll(Shuffled([.. events, .. events], new Random(2)).Select(body => SendAsync(two, body)))
        );
        // Each queue is taken in order: once the last event of each is charged, nothing is left in them.
        await SendAsync(one, Signal("last-of-one", "opened", "s", monday));
        await SendAsync(two, Signal("last-of-two", "opened", "s", monday));

        var balance = await two.BalanceOnceItIsAsync(0, "acme", "design");
        var journal = await one.JournalAsync("acme", "design");
        Assert.True(
            balance == 0,
            $"{balance} tokens are left.\n" + await WhyAsync(one, two, first.Path, second.Path, journal)
        );
        AssertExampleStands(
            [
                .. journal.Where(line =>
                    line.TryGetProperty("user", out var user)
                    && !user.GetString()!.StartsWith("last", StringComparison.Ordinal)
                ),
            ],
            monday
        );
    }

    /// <summary>What there is to know when something was not charged: lines, logs, and what is left in the queues.</summary>
    private static async Task<string> WhyAsync(
        HostProcess one,
        HostProcess two,
        string first,
        string second,
        IReadOnlyList<JsonElement> journal
    )
    {
        var why = new StringBuilder();
        journal
            .Where(line => line.GetProperty("kind").GetString() == "declined")
            .ToList()
            .ForEach(line => why.AppendLine(line.GetRawText()));
        foreach (var (host, state) in new[] { (one, first), (two, second) })
        {
            await host.KillAsync();
            why.AppendLine("The host said: " + host.Said);
            await using var store = LocalHost.QueueStore.Open(
                Path.Combine(state, "queues.db"),
                ["usage-events"],
                TimeProvider.System
            );
            var queue = store.Queues["usage-events"];
            why.AppendLine("Its queue: " + await queue.CountAsync());
            (await queue.PeekDeadLettersAsync())
                .ToList()
                .ForEach(dead => why.AppendLine($"{dead.Reason}: {dead.Description} {dead.Body}"));
            (await queue.ReceiveAsync(10))
                .ToList()
                .ForEach(message => why.AppendLine($"left: {message.DeliveryCount} {message.Body}"));
        }

        return why.ToString();
    }

    private static async Task SendAsync(HostProcess host, string body) =>
        Assert.Equal(201, await host.SendAsync(Encoding.UTF8.GetBytes(body)));

    private static string[] Example(DateTimeOffset monday) =>
        [
            .. Enumerable
                .Range(0, Users)
                .SelectMany(user =>
                    new[]
                    {
                        Signal($"user{user}", "opened", "monday", monday),
                        Signal($"user{user}", "closed", "monday", monday.AddHours(9)),
                        Signal($"user{user}", "opened", "tuesday", monday.AddHours(23)),
                        Signal($"user{user}", "closed", "tuesday", monday.AddHours(33)),
                    }
                ),
        ];

    private static string Signal(string user, string kind, string session, DateTimeOffset time) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            { "specversion": "1.0", "id": "{{user}}-{{session}}-{{kind}}", "source": "test", "type": "flex.product.{{kind}}",
              "time": "{{time.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}",
              "data": { "account": "acme", "team": "design", "user": "{{user}}", "product": "autocad", "session": "{{session}}" } }
            """
        );

    private static T[] Shuffled<T>(T[] items, Random random)
    {
        random.Shuffle(items);
        return items;
    }

    /// <summary>7 tokens at Monday 08:00 and 7 at Tuesday 08:00 for each user, whatever was reversed on the way.</summary>
    private static void AssertExampleStands(IReadOnlyList<JsonElement> journal, DateTimeOffset monday)
    {
        var expected = Enumerable
            .Range(0, Users)
            .SelectMany(user =>
                new[] { monday, monday.AddDays(1) }.Select(start =>
                    StandingCharges.Line($"user{user}", "autocad", start, rate: 7)
                )
            );
        Assert.Equal(expected.Order(StringComparer.Ordinal), StandingCharges.Of(journal));
    }
}
