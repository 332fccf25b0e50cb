using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>
/// What an instance does whose remembered rows are stale, as others committed: how often it tries and what it reads
/// again, counted. The store names one stale row at a time.
/// </summary>
[Collection(TestStores.Collection)]
public sealed class StaleRowsTests(TestStores stores)
{
    /// <summary>As many meters as one commit can hold, but for a few.</summary>
    private const int Meters = 90;

    /// <summary>The end of the windows that all users begin with.</summary>
    private static readonly DateTimeOffset s_end = AppFixture.Start.AddHours(24);

    [Theory, OnBothStores(0, 1)]
    public async Task A_batch_with_a_stale_row_reads_that_one_again_and_goes_on(StoreKind kind, int stale)
    {
        var tally = await BatchAsync(kind, stale);

        Assert.Equal(new TransactionTally(Writes: 1 + stale, Conflicts: stale, Reads: stale, Ranges: 0), tally);
    }

    [Theory, OnBothStores(2, 10, Meters)]
    public async Task A_batch_with_stale_rows_reads_one_then_all_again_and_goes_on(StoreKind kind, int stale)
    {
        var tally = await BatchAsync(kind, stale);

        // However many are stale: two conflicts, the row that the first named, then every row of the batch and the
        // account's, by which use is admitted.
        Assert.Equal(new TransactionTally(Writes: 3, Conflicts: 2, Reads: 1 + Meters + 1, Ranges: 1), tally);
    }

    [Theory, OnBothStores]
    public async Task A_batch_whose_team_paid_elsewhere_reads_the_money_again_and_no_meter(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var first = await WarmAsync(store);
        await using var second = new AppFixture(store.Open(), first.Clock);
        using var count = new TransactionCount(first);
        await second.SendAsync(second.Event(user: "somebody"));

        // Meters that the first remembers; each is charged for a second day.
        await first.SendAsync(Told(first, "opened", Meters, s_end));

        Assert.Equal(new TransactionTally(Writes: 2, Conflicts: 1, Reads: 0, Ranges: 1), count.Reset());
        Assert.Equal(100_000 - (7 * ((2 * Meters) + 1)), await first.BalanceAsync());
        await second.AssertConservedAsync();
    }

    [Theory, OnBothStores]
    public async Task Stale_rows_of_a_later_commit_do_not_repeat_earlier_commits(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var first = await WarmAsync(store);
        await first.SendAsync(Told(first, "opened", Meters, AppFixture.Start, from: Meters));
        await using var second = new AppFixture(store.Open(), first.Clock);
        await second.SendAsync(Told(second, "heartbeat", 5, AppFixture.Start.AddMinutes(5), from: (2 * Meters) - 5));
        using var count = new TransactionCount(first);

        await first.SendAsync(Told(first, "heartbeat", 2 * Meters, AppFixture.Start.AddMinutes(10)));

        // A commit holds 96 meters: the first stands at once, the second is the one with the stale rows. With all of
        // those, the account is read again.
        const int later = (2 * Meters) - 96;
        Assert.Equal(new TransactionTally(Writes: 4, Conflicts: 2, Reads: 1 + later + 1, Ranges: 1), count.Reset());
    }

    /// <summary>
    /// What a batch of heartbeats costs an instance that remembers all of its meters, some as they were. Only who was
    /// seen by the other instance too was in use as the first window ended (R2), so rows that were not read again show.
    /// </summary>
    private async Task<TransactionTally> BatchAsync(StoreKind kind, int stale)
    {
        using var store = await stores.OpenAsync(kind);
        await using var first = await WarmAsync(store);
        await using var second = new AppFixture(store.Open(), first.Clock);
        if (stale > 0)
        {
            await second.SendAsync(Told(second, "heartbeat", stale, s_end.AddMinutes(-10)));
        }

        using var count = new TransactionCount(first);
        await first.SendAsync(Told(first, "heartbeat", Meters, s_end.AddMinutes(4)));
        var tally = count.Reset();

        Assert.Equal(
            Enumerable
                .Range(0, Meters)
                .Select(user => user < stale ? s_end : s_end.AddMinutes(4))
                .SelectMany((start, user) => (string[])[Charge(user, AppFixture.Start), Charge(user, start)])
                .Order(StringComparer.Ordinal),
            StandingCharges.Of(await first.JournalAsync())
        );
        await first.AssertConservedAsync();
        return tally;
    }

    private static string Charge(int user, DateTimeOffset start) =>
        StandingCharges.Line(User(user), "autocad", start, rate: 7);

    private static string User(int number) => string.Create(CultureInfo.InvariantCulture, $"user{number}");

    /// <summary>An instance that remembers the meters of so many users.</summary>
    private static async Task<AppFixture> WarmAsync(TestStore store)
    {
        var app = new AppFixture(store.Open(), new FakeTimeProvider(s_end.AddMinutes(5)));
        await app.BuyAsync(100_000);
        await app.SendAsync(Told(app, "opened", Meters, AppFixture.Start));
        return app;
    }

    private static string[] Told(AppFixture app, string kind, int users, DateTimeOffset time, int from = 0) =>
        [.. Enumerable.Range(from, users).Select(user => app.Event(kind, User(user), time: time))];
}
