using FlexFunctions.Domain;
using static FlexFunctions.Storage.Tests.WatchedLedger;

namespace FlexFunctions.Storage.Tests;

/// <summary>What posting brings with it: what was spent by day, and what is to be warned of (R17).</summary>
public sealed class PostingTests : IDisposable
{
    private readonly WatchedLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task A_decision_knows_what_it_posted()
    {
        var posted = await _ledger.DecideAsync(async it =>
        {
            await BuyAsync(it, "o1", 100);
            return it.Posted;
        });
        Assert.Equal("o1", Assert.IsType<Posting.Bought>(Assert.Single(posted)).Grant.Order.Value);
    }

    [Fact]
    public async Task Days_older_than_four_weeks_move_to_the_rows_of_their_months()
    {
        await _ledger.BuyAsync("o1", 1_000);
        // 2 to 30 November, and 2 December.
        foreach (var day in (int[])[0, 1, 28, 30])
        {
            await ChargeOnAsync(day, 7);
        }

        Assert.Equal("2026-11-02:7000 2026-11-03:7000", await MonthAsync("2026-11"));
        Assert.Equal(["2026-11-30", "2026-12-02"], await RecentAsync());

        // 29 December: 30 November is the 29th day before; 2 December is the 28th day and stays.
        await ChargeOnAsync(57, 7);
        Assert.Equal("2026-11-02:7000 2026-11-03:7000 2026-11-30:7000", await MonthAsync("2026-11"));
        Assert.Equal(["2026-12-02", "2026-12-29"], await RecentAsync());
        Assert.Null(await MonthAsync("2026-12"));

        // Two months at once: the older one goes with this commit, the other with the next.
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
    public async Task A_day_is_remembered_for_28_days_today_included()
    {
        await _ledger.BuyAsync("o1", 1_000);
        await ChargeOnAsync(0, 7);
        await ChargeOnAsync(27, 7);
        Assert.Equal(["2026-11-02", "2026-11-29"], await RecentAsync());
        Assert.Null(await MonthAsync("2026-11"));
    }

    [Fact]
    public async Task What_falls_below_the_threshold_is_announced_with_the_commit()
    {
        await _ledger.BuyAsync("o1", 100);
        await _ledger.DecideAsync(it => ChargeAsync(it, 79));
        // That so much is spent in a day is to be warned of by itself.
        Assert.Equal([Team], await WarnableAsync());
        await WarnAsync(new AlertState(Low: false, RunOut: true));
        await RemoveWarnableAsync();

        // 20 of 100 are left, which is not below 20 %.
        await _ledger.DecideAsync(it => ChargeAsync(it, 1, "e2"));
        Assert.Empty(await WarnableAsync());

        await _ledger.DecideAsync(it => ChargeAsync(it, 1, "e3"));
        Assert.Equal([Team], await WarnableAsync());
    }

    [Fact]
    public async Task What_stands_warned_is_not_announced_until_it_is_over()
    {
        await _ledger.BuyAsync("o1", 100);
        await _ledger.DecideAsync(it => ChargeAsync(it, 90));
        await WarnAsync(new AlertState(Low: true, RunOut: true));
        await RemoveWarnableAsync();

        await _ledger.DecideAsync(it => ChargeAsync(it, 1, "e2"));
        Assert.Empty(await WarnableAsync());

        // Tokens come: the warnings are over, and the next fall is announced again.
        await _ledger.BuyAsync("o2", 10_000);
        Assert.Equal(default, await AlertsAsync());
        await _ledger.DecideAsync(it => ChargeAsync(it, 9_000, "e3"));
        Assert.Equal([Team], await WarnableAsync());
    }

    [Fact]
    public async Task A_threshold_that_rises_above_the_balance_is_announced_too()
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
    public async Task Orders_without_a_team_are_nobodys_to_warn_of()
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
    public async Task A_team_is_named_once()
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

    /// <summary>Charges at noon of a day after the first.</summary>
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
