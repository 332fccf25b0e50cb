using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests;

/// <summary>Due entries are found in order, stay while their commit may be running, and are removed once.</summary>
public abstract class DueTableSuite
{
    protected static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private static readonly AccountId s_account = AccountId.Of("acme");

    /// <summary>An empty store that only this test uses.</summary>
    protected abstract IRowStore Store { get; }

    [Fact]
    public async Task Pages_return_every_entry_once_in_order_of_days()
    {
        var due = new DueTable(Store);
        var days = Enumerable.Range(0, 25).Select(number => number * 7 % 25).ToList();
        foreach (var day in days)
        {
            await due.AnnounceAsync(Credits(Now.AddDays(day)), default);
        }

        var found = new List<DueRow>();
        IReadOnlyList<DueRow> page;
        do
        {
            page = await due.ReadAsync(DueKind.Expiry, null, found.LastOrDefault(), 10, default);
            found.AddRange(page);
        } while (page.Count == 10);

        Assert.Equal(days.Order().Select(day => Credits(Now.AddDays(day))), found.Select(row => row.Entry));
    }

    [Fact]
    public async Task Read_returns_only_entries_due_by_the_end_of_the_day()
    {
        var due = new DueTable(Store);
        DateTimeOffset[] instants = [Now.AddDays(-1), Now, Now.AddHours(15.9), Now.AddDays(1), Now.AddYears(1)];
        foreach (var at in instants)
        {
            await due.AnnounceAsync(Credits(at), default);
        }

        var found = await due.ReadAsync(DueKind.Expiry, Now, null, 100, default);
        Assert.Equal(instants.Take(3), found.Select(row => row.Entry.At).Order());
    }

    [Fact]
    public async Task Kinds_and_accounts_with_similar_names_are_separate()
    {
        var due = new DueTable(Store);
        foreach (var account in (string[])["acme", "acme.uk", "acme-1", "acm", "ACME"])
        {
            await due.AnnounceAsync(DueEntry.Warnable(AccountId.Of(account), TeamId.Of("t"), Now), default);
            await due.AnnounceAsync(DueEntry.Mail(AccountId.Of(account), "m", Now), default);
        }

        var first = await due.ReadAsync(DueKind.Warnable, null, null, 2, default);
        var rest = await due.ReadAsync(DueKind.Warnable, null, first[^1], 100, default);
        Assert.Equal(5, first.Concat(rest).Select(row => row.Entry.Account).Distinct().Count());
        Assert.Equal(3, rest.Count);
    }

    [Fact]
    public async Task Entry_announced_twice_is_stored_once()
    {
        await new DueTable(Store).AnnounceAsync(Credits(Now), default);
        await new DueTable(Store).AnnounceAsync(Credits(Now), default);
        await new DueTable(Store).AnnounceAsync(Low(Now), default);
        await new DueTable(Store).AnnounceAsync(Low(Now.AddMinutes(1)), default);

        Assert.Single(await new DueTable(Store).ReadAsync(DueKind.Expiry, null, null, 100, default));
        Assert.Equal(Low(Now.AddMinutes(1)), (await LowAsync()).Entry);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(299, false)]
    [InlineData(300, true)]
    public async Task Instance_writes_an_entry_again_after_five_minutes(int seconds, bool isWritten)
    {
        var due = new DueTable(Store);
        await due.AnnounceAsync(Low(Now), default);
        await due.AnnounceAsync(Low(Now.AddSeconds(seconds)), default);

        Assert.Equal(isWritten ? Now.AddSeconds(seconds) : Now, (await LowAsync()).Entry.At);
        // An entry that is not written again must exist for as long as its commit can take.
        Assert.True(DueTable.Young - TimeSpan.FromSeconds(299) >= TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Entry_written_again_is_not_removed()
    {
        var due = new DueTable(Store);
        await due.AnnounceAsync(Low(Now), default);
        var found = await LowAsync();
        await new DueTable(Store).AnnounceAsync(Low(Now.AddMinutes(15)), default);

        await due.RemoveAsync([found], default);
        var stays = await LowAsync();
        Assert.Equal(Now.AddMinutes(15), stays.Entry.At);

        await due.RemoveAsync([stays], default);
        Assert.Empty(await due.ReadAsync(DueKind.Warnable, null, null, 100, default));
    }

    [Fact]
    public async Task Concurrent_removal_still_removes_every_entry()
    {
        var due = new DueTable(Store);
        for (var day = 0; day < 250; day++)
        {
            await due.AnnounceAsync(Credits(Now.AddDays(day)), default);
        }

        var all = await due.ReadAsync(DueKind.Expiry, null, null, 1_000, default);
        await due.RemoveAsync([all[0], all[7], all[120], all[249]], default);
        await Task.WhenAll(due.RemoveAsync(all, default), new DueTable(Store).RemoveAsync(all, default));

        Assert.Equal(250, all.Count);
        Assert.Empty(await due.ReadAsync(DueKind.Expiry, null, null, 100, default));
    }

    private static DueEntry Credits(DateTimeOffset expiresAt) =>
        DueEntry.Expiry(
            s_account,
            TeamId.Of("design"),
            new GrantKey(
                expiresAt,
                Tokens.Whole(1),
                OrderId.Of($"credits-{expiresAt.UtcTicks}"),
                GrantUnit.CloudCredits
            )
        );

    private static DueEntry Low(DateTimeOffset now) => DueEntry.Warnable(s_account, TeamId.Of("design"), now);

    private async Task<DueRow> LowAsync() =>
        Assert.Single(await new DueTable(Store).ReadAsync(DueKind.Warnable, null, null, 100, default));
}
