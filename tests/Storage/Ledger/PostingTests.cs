using FlexFunctions.Domain;
using static FlexFunctions.Storage.Tests.WatchedLedger;

namespace FlexFunctions.Storage.Tests;

/// <summary>The effects of postings: spending by day and announced warnings (R17).</summary>
public sealed class PostingTests : IDisposable
{
    private readonly WatchedLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Decision_exposes_its_postings()
    {
        var posted = await _ledger.DecideAsync(async it =>
        {
            await BuyAsync(it, "o1", 100);
            return it.Posted;
        });
        Assert.Equal("o1", Assert.IsType<Posting.Bought>(Assert.Single(posted)).Grant.Order.Value);
    }

    [Fact]
    public async Task Days_older_than_four_weeks_move_to_the_row_of_their_month()
    {
        await _ledger.BuyAsync("o1", 1_000);
        // 2, 3 and 30 November, and 2 December.
        foreach (var day in (int[])[0, 1, 28, 30])
        {
            await ChargeOnAsync(day, 7);
        }

        Assert.Equal("2026-11-02:7000 2026-11-03:7000", await MonthAsync("2026-11"));
        Assert.Equal(["2026-11-30", "2026-12-02"], await RecentAsync());

        // On 29 December, 30 November is too old and moves; 2 December is the 28th day and stays.
        await ChargeOnAsync(57, 7);
        Assert.Equal("2026-11-02:7000 2026-11-03:7000 2026-11-30:7000", await MonthAsync("2026-11"));
        Assert.Equal(["2026-12-02", "2026-12-29"], await RecentAsync());
        Assert.Null(await MonthAsync("2026-12"));

        // Days of two months are too old: the older month moves with this commit, the other with the next.
        await ChargeOnAsync(80, 7);
        await ChargeOnAsync(120, 7);
        Assert.Equal("2026-12-02:7000 2026-12-29:7000", await MonthAsync("2026-12"));
        Assert.Null(await MonthAsync("2027-01"));
        Assert.Equal(["2027-01-21", "2027-03-02"], await RecentAsync());
        await ChargeOnAsync(120, 7, "again");
        Assert.Equal("2027-01-21:7000", await MonthAsync("2027-01"));
        Assert.Equal(["2027-03-02"], await RecentAsync());
    }

    [Fact]
    public async Task Day_stays_in_the_header_for_28_days_including_today()
    {
        await _ledger.BuyAsync("o1", 1_000);
        await ChargeOnAsync(0, 7);
        await ChargeOnAsync(27, 7);
        Assert.Equal(["2026-11-02", "2026-11-29"], await RecentAsync());
        Assert.Null(await MonthAsync("2026-11"));
    }

    [Fact]
    public async Task Balance_below_the_threshold_announces_a_warning()
    {
        await _ledger.BuyAsync("o1", 100);
        await _ledger.DecideAsync(it => ChargeAsync(it, 79));
        // Spending this much in a day already announces a warning.
        Assert.Equal([Team], await WarnableAsync());
        await WarnAsync(new AlertState(Low: false, RunOut: true));
        await RemoveWarnableAsync();

        // 20 of 100 tokens remain, which is not below 20 %.
        await _ledger.DecideAsync(it => ChargeAsync(it, 1, "e2"));
        Assert.Empty(await WarnableAsync());

        await _ledger.DecideAsync(it => ChargeAsync(it, 1, "e3"));
        Assert.Equal([Team], await WarnableAsync());
    }

    [Fact]
    public async Task Sent_warning_is_not_announced_until_the_balance_recovers()
    {
        await _ledger.BuyAsync("o1", 100);
        await _ledger.DecideAsync(it => ChargeAsync(it, 90));
        await WarnAsync(new AlertState(Low: true, RunOut: true));
        await RemoveWarnableAsync();

        await _ledger.DecideAsync(it => ChargeAsync(it, 1, "e2"));
        Assert.Empty(await WarnableAsync());

        // After a purchase, the balance has recovered, and the next low balance is announced again.
        await _ledger.BuyAsync("o2", 10_000);
        Assert.Equal(default, await AlertsAsync());
        await _ledger.DecideAsync(it => ChargeAsync(it, 9_000, "e3"));
        Assert.Equal([Team], await WarnableAsync());
    }

    [Fact]
    public async Task Threshold_raised_above_the_balance_announces_a_warning()
    {
        await _ledger.BuyAsync("o1", 100);
        await _ledger.DecideAsync(async it =>
        {
            var team = (await it.ReadTeamAsync(Team))!;
            await it.ReadPolicyAsync(team);
            it.WritePolicy(team, TeamPolicy.Default with { LowBalance = new LowBalance(null, Tokens.Whole(101)) });
            return 0;
        });

        Assert.Equal([Team], await WarnableAsync());
        Assert.Equal(1, (await TeamAsync()).Head.PolicyVersion);
    }

    [Fact]
    public async Task Unassigned_orders_announce_no_warning()
    {
        await _ledger.DecideAsync(async it =>
        {
            var none = await it.ReadTeamOrNewAsync(TeamId.Unassigned);
            var grant = Grant("o1", 100);
            await it.PostAsync(none, none.Pool.With(grant), Bought(grant));
            return 0;
        });
        await _ledger.DecideAsync(async it =>
        {
            var none = (await it.ReadTeamAsync(TeamId.Unassigned))!;
            var grant = Grant("o1", 100);
            await it.PostAsync(none, GrantPool.Empty, new Posting.MovedOut(grant, Tokens.Whole(100), Team));
            return 0;
        });

        Assert.Empty(await WarnableAsync());
        Assert.NotNull(await _ledger.StoredAsync("team|~|head"));
    }

    [Fact]
    public async Task Account_row_lists_a_team_only_once()
    {
        await NameAsync(Team);
        var before = await _ledger.StoredAsync("account");
        Assert.Equal([Team], AccountFormat.Instance.Read(before!).Teams.AsEnumerable());

        await NameAsync(Team);
        await NameAsync(TeamId.Unassigned);
        Assert.Equal(before!.ETag, (await _ledger.StoredAsync("account"))!.ETag);

        await NameAsync(TeamId.Of("build"));
        var after = AccountFormat.Instance.Read((await _ledger.StoredAsync("account"))!);
        Assert.Equal(["build", "design"], after.Teams.Select(team => team.Value));

        Task<int> NameAsync(TeamId team) =>
            _ledger.DecideAsync(async it =>
            {
                await it.NameAsync(team);
                return 0;
            });
    }

    /// <summary>Posts a charge at noon, a number of days after the start.</summary>
    private async Task ChargeOnAsync(int day, long tokens, string id = "e")
    {
        var noon = Start.AddDays(day).AddHours(4);
        _ledger.Clock.Advance(noon - _ledger.Clock.GetUtcNow());
        await _ledger.DecideAsync(it => ChargeAsync(it, tokens, $"{id}{day}"));
    }

    private async Task<string?> MonthAsync(string month) =>
        (string?)(await _ledger.StoredAsync($"day|design|{month}"))?.Properties["Days"];

    private async Task<TeamLedger> TeamAsync() => (await _ledger.DecideAsync(it => it.ReadTeamAsync(Team)))!;

    private async Task<IEnumerable<string>> RecentAsync() =>
        (await TeamAsync()).Head.Recent.Days.Keys.Select(day => day.ToString("yyyy-MM-dd"));

    private async Task<AlertState> AlertsAsync() => (await TeamAsync()).Head.Alerts;

    private Task<int> WarnAsync(AlertState alerts) =>
        _ledger.DecideAsync(async it =>
        {
            var team = (await it.ReadTeamAsync(Team))!;
            it.WriteTeam(team with { Head = team.Head with { Alerts = alerts } });
            return 0;
        });

    private async Task<IEnumerable<TeamId?>> WarnableAsync()
    {
        var found = await _ledger.Instance().Due.ReadAsync(DueKind.Warnable, null, null, 10, default);
        return found.Select(row => row.Entry.Team);
    }

    private async Task RemoveWarnableAsync()
    {
        var due = _ledger.Instance().Due;
        await due.RemoveAsync(await due.ReadAsync(DueKind.Warnable, null, null, 10, default), default);
    }
}
