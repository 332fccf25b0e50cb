using FlexFunctions.Domain;
using Microsoft.Extensions.Time.Testing;
using static FlexFunctions.Storage.Tests.WatchedLedger;

namespace FlexFunctions.Storage.Tests;

/// <summary>Decisions of one instance on the same money: they queue up, and never wait for longer than they may.</summary>
public sealed class MoneyTurnTests : IDisposable
{
    private readonly WatchedRowStore _rows = new();
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly TaskCompletionSource _mayCommit = new();
    private readonly TaskCompletionSource _isDeciding = new();
    private readonly LedgerStore _ledger;

    public MoneyTurnTests() => _ledger = new LedgerStore(_rows, new RowCache(), _clock, new Random(1));

    public void Dispose() => _rows.Dispose();

    [Fact]
    public async Task Decisions_on_one_team_are_all_committed_at_the_first_attempt()
    {
        _rows.BeforeRead = async _ => await Task.Yield();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(order => BuyAsync(Team, $"o{order}")));

        Assert.Equal(60, _rows.TakeCalls().Count(call => call.StartsWith("commit Ledger", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Decision_that_waited_is_made_at_the_time_of_its_turn()
    {
        var first = HoldTurnAsync();
        await _isDeciding.Task;
        var second = _ledger.DecideAfreshAsync(
            Acme,
            async it => ((await it.ReadTeamAsync(Team))!.Head.NextBlock, it.Now),
            Start.AddMinutes(1),
            default
        );
        _clock.Advance(TimeSpan.FromSeconds(10));

        _mayCommit.SetResult();

        Assert.Equal((2, Start.AddSeconds(10)), await second);
        await first;
    }

    [Fact]
    public async Task Other_teams_and_reads_do_not_wait()
    {
        var first = HoldTurnAsync();
        await _isDeciding.Task;

        await BuyAsync(TeamId.Of("research"), "o2");
        Assert.Null(await _ledger.ReadAsync(Acme, it => it.ReadTeamAsync(Team), Start.AddMinutes(1), default));

        _mayCommit.SetResult();
        await first;
    }

    [Fact]
    public async Task Decision_on_two_teams_waits_only_for_the_first()
    {
        var first = HoldTurnAsync();
        await _isDeciding.Task;

        var read = await _ledger.DecideAsync(
            Acme,
            async it => (await it.ReadTeamAsync(TeamId.Of("research")), await it.ReadTeamAsync(Team)),
            Start.AddMinutes(1),
            default
        );

        Assert.Equal((null, null), read);
        _mayCommit.SetResult();
        await first;
    }

    [Fact]
    public async Task Wait_for_a_turn_can_be_canceled()
    {
        var first = HoldTurnAsync();
        await _isDeciding.Task;
        using var canceled = new CancellationTokenSource();
        var second = _ledger.DecideAsync(Acme, it => it.ReadTeamAsync(Team), Start.AddMinutes(1), canceled.Token);
        Assert.False(second.IsCompleted);

        await canceled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        // The canceled decision does not keep its place in the queue.
        var third = BuyAsync(Team, "o3");
        _mayCommit.SetResult();
        await Task.WhenAll(first, third);
    }

    [Fact]
    public async Task Decision_goes_on_without_its_turn_at_its_deadline()
    {
        var first = HoldTurnAsync();
        await _isDeciding.Task;
        var second = BuyAsync(Team, "o2");
        Assert.False(second.IsCompleted);

        _clock.Advance(TimeSpan.FromMinutes(1));

        await second;
        // The first has lost the race to it.
        _mayCommit.SetResult();
        await Assert.ThrowsAsync<RowConflictException>(() => first);
    }

    [Fact]
    public async Task Failed_decision_ends_its_turn()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            _ledger.DecideAsync<int>(
                Acme,
                async it =>
                {
                    await it.ReadTeamAsync(Team);
                    throw new InvalidDataException("damaged");
                },
                Start.AddMinutes(1),
                default
            )
        );

        await BuyAsync(Team, "o1");
    }

    /// <summary>Buys and has the turn until <see cref="_mayCommit"/>.</summary>
    private Task<bool> HoldTurnAsync() =>
        _ledger.DecideAsync(
            Acme,
            async it =>
            {
                var team = await it.ReadTeamOrNewAsync(Team);
                _isDeciding.TrySetResult();
                await _mayCommit.Task;
                return await BuyAsync(it, team, "o1");
            },
            Start.AddMinutes(1),
            default
        );

    private Task<bool> BuyAsync(TeamId team, string order) =>
        _ledger.DecideAfreshAsync(
            Acme,
            async it => await BuyAsync(it, await it.ReadTeamOrNewAsync(team), order),
            Start.AddMinutes(1),
            default
        );

    private static async Task<bool> BuyAsync(LedgerTransaction transaction, TeamLedger team, string order)
    {
        var grant = Grant(order, 1);
        await transaction.PostAsync(team, team.Pool.With(grant), Bought(grant));
        return true;
    }
}
