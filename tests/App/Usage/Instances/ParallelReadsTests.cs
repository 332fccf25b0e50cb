using System.Globalization;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>Rows are read many at once, and a store may answer them on as many threads: none may be mislaid.</summary>
public sealed class ParallelReadsTests
{
    private const int Meters = 90;
    private const int Rounds = 200;

    [Fact]
    public async Task Rows_that_are_read_at_once_on_many_threads_are_all_known_to_the_commit()
    {
        using var rows = SqliteRowStore.OpenMemory();
        var clock = new FakeTimeProvider(AppFixture.Start);
        var (account, team) = (AccountId.Of("acme"), TeamId.Of("design"));
        await using (var app = new AppFixture(new SharedStore(rows), clock))
        {
            await app.BuyAsync(Meters * 7);
            await app.SendAsync([.. Enumerable.Range(0, Meters).Select(user => app.Event(user: User(user)))]);
        }

        MeterKey[] keys =
        [
            .. Enumerable.Range(0, Meters).Select(user => new MeterKey(UserId.Of(User(user)), ProductId.Of("autocad"))),
        ];
        var ledger = new LedgerStore(new ManyThreadedStore(rows), new RowCache(), clock, new Random(1));
        for (var round = 0; round < Rounds; round++)
        {
            // A row that was read and then mislaid would be inserted anew, which is a conflict.
            var tries = 0;
            await ledger.DecideAfreshAsync(
                account,
                async transaction =>
                {
                    tries++;
                    var meters = await transaction.ReadMetersAsync(team, keys);
                    meters.ToList().ForEach(meter => transaction.WriteMeter(team, meter.Key, meter.Value));
                    return meters.Count;
                },
                clock.GetUtcNow(),
                CancellationToken.None
            );
            Assert.Equal(1, tries);
        }
    }

    private static string User(int number) => string.Create(CultureInfo.InvariantCulture, $"user{number}");

    /// <summary>A store whose answers all come on threads of their own, as those of a network do.</summary>
    private sealed class ManyThreadedStore(IRowStore store) : SharedStore(store)
    {
        public override async Task<StoredRow?> ReadAsync(
            string table,
            string partition,
            string key,
            CancellationToken cancellationToken
        )
        {
            var answer = await base.ReadAsync(table, partition, key, cancellationToken);
            await Task.Yield();
            return answer;
        }
    }
}
