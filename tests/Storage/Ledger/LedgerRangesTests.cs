using FlexFunctions.Domain;
using static FlexFunctions.Storage.Tests.WatchedLedger;

namespace FlexFunctions.Storage.Tests;

/// <summary>Range reads of the ledger: in order, after a given row, and up to a limit.</summary>
public sealed class LedgerRangesTests : IDisposable
{
    private readonly WatchedLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Orders_are_read_in_order_of_their_ids_after_a_given_id()
    {
        await _ledger.DecideAsync(it =>
        {
            foreach (var id in (string[])["o2", "o10", "o1", "o3"])
            {
                it.WriteOrder(Order(id));
            }

            return Task.FromResult(0);
        });

        Assert.Equal(["o1", "o10"], await IdsAsync(null, 2));
        Assert.Equal(["o2", "o3"], await IdsAsync("o10", 2));
        Assert.Equal(["o10", "o2", "o3"], await IdsAsync("o1", 100));

        async Task<IEnumerable<string>> IdsAsync(string? after, int atMost) =>
            (
                await _ledger.DecideAsync(it => it.ReadOrdersAsync(after is null ? null : OrderId.Of(after), atMost))
            ).Select(order => order.Id.Value);
    }

    [Fact]
    public async Task Warnings_are_read_newest_first_after_a_given_key()
    {
        await _ledger.DecideAsync(it =>
        {
            foreach (var hours in (int[])[3, 1, 2])
            {
                it.WriteWarning(Warning(Start.AddHours(hours)));
            }

            return Task.FromResult(0);
        });

        Assert.Equal([3, 2], await HoursAsync(null, 2));
        Assert.Equal([1], await HoursAsync(Warning(Start.AddHours(2)).Key, 10));

        async Task<IEnumerable<int>> HoursAsync(string? after, int atMost) =>
            (await _ledger.DecideAsync(it => it.ReadWarningsAsync(Team, after, atMost))).Select(warning =>
                (warning.At - Start).Hours
            );
    }

    [Fact]
    public async Task Blocks_are_read_from_a_number_up_to_a_limit()
    {
        foreach (var order in Enumerable.Range(1, 5))
        {
            await _ledger.BuyAsync($"o{order}", 1);
        }

        var blocks = await _ledger.DecideAsync(it => it.ReadBlocksAsync(Team, 2, 3));

        Assert.Equal([2L, 3L, 4L], blocks.Select(block => block.Number));
    }

    [Fact]
    public async Task Pool_larger_than_one_page_is_read_completely()
    {
        for (var page = 0; page < 24; page++)
        {
            await _ledger.DecideAsync(async it =>
            {
                var team = await it.ReadTeamOrNewAsync(Team);
                var grants = Enumerable.Range(page * 90, 90).Select(number => Grant($"o{number}", 1)).ToList();
                var pool = grants.Aggregate(team.Pool, (result, grant) => result.With(grant));
                await it.PostAsync(team, pool, [.. grants.Select(grant => Bought(grant))]);
                return 0;
            });
        }

        var read = await _ledger.DecideAsync(it => it.ReadTeamAsync(Team));

        Assert.Equal(24 * 90, read!.Pool.Remaining.Count);
        Assert.Equal(
            3,
            _ledger.Rows.TakeCalls().Count(call => call.StartsWith("range team|design|", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Many_meters_and_results_are_read_at_once()
    {
        var users = Enumerable.Range(0, 70).Select(number => UserId.Of($"user-{number}")).ToList();
        var results = Enumerable.Range(0, 70).Select(number => new EventRef("urn:maya", $"e{number}")).ToList();
        await _ledger.DecideAsync(it =>
        {
            foreach (var number in (int[])[0, 31, 32, 33, 64, 69])
            {
                it.WriteMeter(
                    Team,
                    new MeterKey(users[number], Maya),
                    Domain.Meter.Unused with
                    {
                        ForgottenBefore = Start.AddDays(number),
                    }
                );
                it.WriteSettled(results[number], new SettledResult(Team, $"reason-{number}"));
            }

            return Task.FromResult(0);
        });

        var (meters, settled) = await _ledger.DecideAsync(async it =>
            (
                await it.ReadMetersAsync(Team, users.Select(user => new MeterKey(user, Maya))),
                await it.ReadSettledAsync(results)
            )
        );

        Assert.Equal(
            [0, 31, 32, 33, 64, 69],
            meters.Select(meter => (meter.Value.ForgottenBefore - Start).Days).Order()
        );
        Assert.All(meters, meter => Assert.Equal(users[(meter.Value.ForgottenBefore - Start).Days], meter.Key.User));
        Assert.Equal(6, settled.Count);
        Assert.Equal("reason-64", settled[results[64]]);
    }
}
