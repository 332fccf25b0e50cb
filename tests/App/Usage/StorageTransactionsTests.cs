using System.Globalization;
using FlexFunctions.Storage;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>Cost follows what changes: storage transactions, as they are counted for operators.</summary>
public sealed class StorageTransactionsTests(ITestOutputHelper output)
{
    private const int Users = 1_000;

    [Fact]
    public async Task A_thousand_heartbeats_cost_about_ten_writes_and_repeats_none()
    {
        using var store = SqliteRowStore.OpenMemory();
        await using var app = new AppFixture(new SharedStore(store));
        using var count = new TransactionCount(app);
        await app.BuyAsync(Users * 7);
        await app.SendAsync([.. Enumerable.Range(0, Users).Select(user => Signal(app, "opened", user))]);
        Assert.Equal(0, await app.BalanceAsync());
        app.Clock.Advance(TimeSpan.FromMinutes(5));

        count.Reset();
        string[] heartbeats = [.. Enumerable.Range(0, Users).Select(user => Signal(app, "heartbeat", user))];
        await app.SendAsync(heartbeats);
        var warm = count.Reset();
        await app.SendAsync(heartbeats);
        var repeated = count.Reset();

        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await using var second = new AppFixture(new SharedStore(store), app.Clock);
        using var secondCount = new TransactionCount(second);
        await second.SendAsync([.. Enumerable.Range(0, Users).Select(user => Signal(second, "heartbeat", user))]);
        var cold = secondCount.Reset();

        Figures.Print(
            output,
            $"""
            1,000 heartbeats of 1,000 meters of one team, storage transactions:
              warm instance   {warm}
              repeated        {repeated}
              cold instance   {cold}
            """
        );
        Assert.InRange(warm.Writes, 1, 12);
        // Five minutes later, what use is admitted by is read once: the account's row, and the team's money in a range.
        Assert.Equal((1, 1), (warm.Reads, warm.Ranges));
        Assert.Equal(default(TransactionTally), repeated);
        Assert.InRange(cold.Writes, 1, 12);
        Assert.Equal((Users + 1, 1), (cold.Reads, cold.Ranges));
        Assert.Equal(0, await app.BalanceAsync());
    }

    [Fact]
    public async Task Opening_a_thousand_products_costs_about_eleven_writes()
    {
        await using var app = new AppFixture();
        using var count = new TransactionCount(app);
        await app.BuyAsync(Users * 7);
        count.Reset();

        await app.SendAsync([.. Enumerable.Range(0, Users).Select(user => Signal(app, "opened", user))]);

        var opened = count.Reset();
        Figures.Print(output, $"1,000 first opened events of 1,000 users, storage transactions: {opened}");
        // Eleven or twelve commits, and one that tells of a team whose tokens run out (R17).
        Assert.InRange(opened.Writes, 1, 13);
        Assert.Equal(0, await app.BalanceAsync());
        await app.AssertConservedAsync();
    }

    [Fact]
    public async Task Account_and_money_are_cached_for_60_seconds()
    {
        await using var app = new AppFixture();
        using var count = new TransactionCount(app);
        await app.BuyAsync(100);
        await app.SendAsync(app.Event());
        count.Reset();

        app.Clock.Advance(TimeSpan.FromSeconds(60));
        await app.SendAsync(app.Event("heartbeat"));
        Assert.Equal(new TransactionTally(Writes: 1, Conflicts: 0, Reads: 0, Ranges: 0), count.Reset());

        app.Clock.Advance(TimeSpan.FromTicks(1));
        await app.SendAsync(app.Event("heartbeat"));
        Assert.Equal(new TransactionTally(Writes: 1, Conflicts: 0, Reads: 1, Ranges: 1), count.Reset());

        // Others of the same team and instance within the next 60 seconds read neither; only their own meters, once. One write
        // tells that the team runs out of tokens soon at this pace (R17).
        app.Clock.Advance(TimeSpan.FromSeconds(60));
        await app.SendAsync(app.Event(user: "somebody"));
        await app.SendAsync(app.Event("heartbeat"));
        Assert.Equal(new TransactionTally(Writes: 3, Conflicts: 0, Reads: 1, Ranges: 0), count.Reset());
    }

    private static string Signal(AppFixture app, string kind, int user) =>
        app.Event(kind, user: string.Create(CultureInfo.InvariantCulture, $"user{user}"));
}
