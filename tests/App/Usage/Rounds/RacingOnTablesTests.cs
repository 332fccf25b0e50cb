using System.Globalization;
using System.Text.Json;
using FlexFunctions.Storage;
using FlexFunctions.Storage.Tests;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>
/// <para>Two processes take in the same events of one account, each shuffled and doubled in its own way, on an Azurite
/// whose answers are dropped, cut and delayed; one of them is killed with -9 midway and started again. What stands
/// charged in the end is what the reference model says, in every round.</para>
/// <para>A few rounds by default. <c>FLEX_ROUNDS=200 dotnet test tests/App --filter RacingOnTables</c> plays as many as
/// told. Each round prints its seed; <c>FLEX_SEED=SEED FLEX_ROUNDS=1</c> plays that round again (the faults and the
/// point of the kill too; how the processes race is the machine's).</para>
/// </summary>
public sealed class RacingOnTablesTests(ITestOutputHelper output)
{
    private const int Bought = 4_000;
    private const double HarmedReads = 0.15;
    private const double HarmedCommits = 0.4;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // Lost answers are what it is about: twice as many of those.
    private static readonly ProxyFault[] s_faults = [ProxyFault.DropAnswer, .. FaultyProxy.Faults];

    private readonly int[] _injected = new int[Enum.GetValues<ProxyFault>().Length];

    [Fact]
    public async Task Processes_that_lose_answers_and_are_killed_charge_what_the_model_says()
    {
        var (rounds, first) = (Number("FLEX_ROUNDS", 5), Number("FLEX_SEED", 20261125));
        using var azurite = await AzuriteServer.StartAsync();
        await using var proxy = FaultyProxy.Start(azurite.Port);
        var storage = azurite.ConnectionStringThrough(proxy.Port);
        // Who looks at the outcome has a way of its own to the store, so that all faults meet those who are looked at.
        await using var auditor = new AppFixture(
            AzureTablesRowStore.FromConnectionString(azurite.ConnectionString),
            new FakeTimeProvider(TimeProvider.System.GetUtcNow())
        );
        await using var one = await Ingester.StartAsync("one", storage);
        await using var two = await Ingester.StartAsync("two", storage);
        var (charged, reversed, messages) = (0, 0, 0);
        for (var seed = first; seed < first + rounds; seed++)
        {
            output.WriteLine($"FLEX_SEED={seed}");
            (proxy.Plan, proxy.TransactionPlan) = (Plan(seed, HarmedReads), Plan(seed, HarmedCommits));
            var told = await PlayAsync(seed, one, two, auditor);
            (charged, reversed, messages) = (
                charged + told.Charged,
                reversed + told.Reversed,
                messages + told.Messages
            );
        }

        string[] left = [.. await one.StopAsync(), .. await two.StopAsync()];
        Assert.Empty(left);
        var injected = FaultyProxy.Faults.Select(fault => $"{fault} {_injected[(int)fault]}");
        Figures.Print(
            output,
            $"Racing on tables: {rounds} rounds from seed {first}, one process killed in each; {messages} messages, "
                + $"{charged} charges of which {reversed} were reversed, as the model says in all rounds. "
                + $"{proxy.Exchanges} exchanges with the store, harmed: {string.Join(", ", injected)}; "
                + $"{proxy.LostCommits} commits stood and their answers were lost."
        );
        Assert.True(_injected[(int)ProxyFault.DropAnswer] > 0, "No answer was dropped, so nothing was shown.");
    }

    private async Task<(int Charged, int Reversed, int Messages)> PlayAsync(
        int seed,
        Ingester one,
        Ingester two,
        AppFixture auditor
    )
    {
        var story = new RoundStory(seed, TimeProvider.System.GetUtcNow());
        var random = new Random(seed);
        var (victim, other) = random.Next(2) == 0 ? (one, two) : (two, one);
        var (first, second) = (story.Messages(random), story.Messages(random));
        var killAfter = 1 + random.Next(first.Count);
        await auditor.BuyAsync(Bought, RoundStory.Team, story.Account);

        var sending = other.SendAsync(second);
        var lost = await victim.SendAsync(first, killAfter);
        await victim.RestartAsync();
        // Nobody who sent knows what became of the last ones, acknowledged or not.
        await victim.SendAsync([.. lost, .. first.Take(5)]);
        await sending;
        // Each queue is taken in order: once its last message is charged, nothing is left in it.
        string[] last = ["last-of-victim", "last-of-other"];
        await victim.SendAsync([story.Sentinel(last[0])]);
        await other.SendAsync([story.Sentinel(last[1])]);
        var journal = await JournalOnceAsync(last, story, auditor, victim, other);

        output.WriteLine(
            $"  {story.Signals} signals in {first.Count} and {second.Count} messages; {victim.Name} killed after {killAfter} "
                + $"acknowledgements, {lost.Count} unanswered; {journal.Count} lines, {Count("charged")} charged, "
                + $"{Count("reversed")} reversed"
        );
        Assert.Equal(story.Predicted, StandingCharges.Of(journal));
        Assert.Equal(0, Count("declined"));
        Assert.Equal(Bought - story.PredictedTokens, await auditor.BalanceAsync(RoundStory.Team, story.Account));
        await auditor.AssertConservedAsync(RoundStory.Team, story.Account);
        return (Count("charged"), Count("reversed"), first.Count + second.Count + lost.Count);

        int Count(string kind) => journal.Count(line => line.GetProperty("kind").GetString() == kind);
    }

    /// <summary>The journal as soon as these users are charged.</summary>
    private static async Task<IReadOnlyList<JsonElement>> JournalOnceAsync(
        string[] users,
        RoundStory story,
        AppFixture auditor,
        params Ingester[] ingesters
    )
    {
        for (var until = TimeProvider.System.GetUtcNow() + s_patience; ; )
        {
            var journal = await auditor.JournalAsync(RoundStory.Team, story.Account);
            if (users.All(user => journal.Any(line => IsOf(line, user))))
            {
                return journal;
            }

            Assert.True(
                TimeProvider.System.GetUtcNow() < until,
                $"{string.Join(" or ", users)} was not charged.\n"
                    + string.Join('\n', ingesters.Select(each => $"{each.Name} said: {each.Host.Said}"))
            );
        }

        static bool IsOf(JsonElement line, string user) =>
            line.TryGetProperty("user", out var name) && name.GetString() == user;
    }

    private Func<int, ProxyFault> Plan(int seed, double share)
    {
        var plan = FaultyProxy.Seeded(seed, share, s_faults);
        return exchange =>
        {
            var fault = plan(exchange);
            Interlocked.Increment(ref _injected[(int)fault]);
            return fault;
        };
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
