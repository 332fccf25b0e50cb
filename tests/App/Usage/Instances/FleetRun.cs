using System.Globalization;
using System.Text.Json;
using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>One race: messages come, instances take them, admins buy and look, an instance is replaced; by a seed.</summary>
internal sealed class FleetRun : IAsyncDisposable
{
    /// <summary>Enough for whatever is charged for a while on the way.</summary>
    private const int Opening = 100_000;

    private readonly FakeTimeProvider _clock = new(AppFixture.Start + RandomUsage.Longest + TimeSpan.FromDays(1));
    private readonly Dictionary<TeamName, int> _bought = RandomUsage.Teams.ToDictionary(team => team, _ => 0);
    private readonly Dictionary<TeamName, IReadOnlyList<string>> _seen = [];
    private readonly int _backlog;
    private readonly Random _random;
    private readonly Interleaving _interleaving;
    private readonly RandomUsage _usage;
    private readonly Fleet _fleet;
    private TransactionTally _tally;
    private int _batches;
    private bool _allSent;

    /// <param name="seed">Replays it.</param>
    /// <param name="instances">How many run at a time.</param>
    /// <param name="open">Opens the store for an instance.</param>
    /// <param name="backlog">How many messages wait in the queue at most: few make small batches.</param>
    public FleetRun(int seed, int instances, Func<IRowStore> open, int backlog = int.MaxValue)
    {
        _backlog = backlog;
        _random = new Random(seed);
        _interleaving = new Interleaving(new Random(seed), _clock);
        _usage = new RandomUsage(_random, AppFixture.Start);
        _fleet = new Fleet(instances, () => new InterleavedStore(open(), _interleaving), _clock);
    }

    public void Play() =>
        _interleaving.Run(async () =>
        {
            foreach (var team in RandomUsage.Teams)
            {
                await BuyAsync(_fleet[0], team, Opening);
            }

            await Task.WhenAll([SendAsync(), AdministerAsync(), .. Enumerable.Range(0, _fleet.Size).Select(TakeAsync)]);
            _tally = _fleet.Tally;
        });

    public Task<IReadOnlyList<JsonElement>> JournalAsync(TeamName team) =>
        _fleet[0].JournalAsync(team.Team, team.Account);

    public async Task AssertRightAsync()
    {
        Assert.Equal(new LocalHost.QueueCounts(0, 0, 0), await _fleet.Queue.CountAsync());
        foreach (var team in RandomUsage.Teams)
        {
            var journal = await JournalAsync(team);
            Assert.Equal(_usage.Expected(team), StandingCharges.Of(journal));
            Assert.DoesNotContain(journal, line => line.GetProperty("kind").GetString() == "declined");
            Assert.Equal(
                _bought[team] - _usage.ExpectedTokens(team),
                await _fleet[_fleet.Size - 1].BalanceAsync(team.Team, team.Account)
            );
            await _fleet[0].AssertConservedAsync(team.Team, team.Account);
            AssertGoesOn(team, journal);
        }
    }

    /// <summary>What it took, admins' calls included.</summary>
    public override string ToString()
    {
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_fleet.Size} instances at a time, {_fleet.Started} in all, {_usage.Events} events in {_batches} batches; "
                + $"storage transactions per 1,000 events: {Of(_tally.Writes):0} writes tried, "
                + $"{Of(_tally.Writes - _tally.Conflicts):0} committed, "
                + $"{Of(_tally.Reads):0} row reads, {Of(_tally.Ranges):0} range reads"
        );

        double Of(long transactions) => transactions * 1_000.0 / _usage.Events;
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    private async Task SendAsync()
    {
        for (var next = 0; next < _usage.Messages.Count; )
        {
            await _interleaving.TurnAsync();
            if ((await _fleet.Queue.CountAsync()).Active > _backlog)
            {
                continue;
            }

            var count = Math.Min(_random.Next(1, 40), _usage.Messages.Count - next);
            await _fleet.SendAsync(_usage.Messages.Skip(next).Take(count));
            next += count;
        }

        _allSent = true;
    }

    /// <summary>An instance takes what is there, again and again, until there will be nothing more.</summary>
    private async Task TakeAsync(int instance)
    {
        while (!_allSent || (await _fleet.Queue.CountAsync()).Active > 0)
        {
            await _interleaving.TurnAsync();
            var taken = await _fleet[instance].Functions.Listeners[0].PumpOnceAsync();
            if (taken > 0)
            {
                _batches++;
                if (_random.Next(6) == 0)
                {
                    _fleet.Replace(instance);
                }
            }
        }
    }

    private async Task AdministerAsync()
    {
        while (!_allSent)
        {
            await _interleaving.TurnAsync();
            var (app, team) = (
                _fleet[_random.Next(_fleet.Size)],
                RandomUsage.Teams[_random.Next(RandomUsage.Teams.Count)]
            );
            switch (_random.Next(4))
            {
                case 0:
                    // Smaller ones are drawn first (R13), so that charges and reversals go across orders.
                    await BuyAsync(app, team, _random.Next(5, 60));
                    break;
                case 1:
                    Assert.InRange(await app.BalanceAsync(team.Team, team.Account), 0, _bought[team]);
                    break;
                case 2:
                    AssertGoesOn(team, await app.JournalAsync(team.Team, team.Account));
                    break;
                default:
                    break;
            }
        }
    }

    private async Task BuyAsync(AppFixture app, TeamName team, int tokens)
    {
        _bought[team] += tokens;
        await app.BuyAsync(tokens, team.Team, team.Account, $"{team.Account}-{team.Team}-{_bought[team]}");
    }

    /// <summary>Whichever instance is asked, a journal begins with what it was before.</summary>
    private void AssertGoesOn(TeamName team, IReadOnlyList<JsonElement> journal)
    {
        var lines = journal.Select(line => line.GetRawText()).ToList();
        var before = _seen.GetValueOrDefault(team, []);
        Assert.Equal(before, lines.Take(before.Count));
        _seen[team] = lines;
    }
}
