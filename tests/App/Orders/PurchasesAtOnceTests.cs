using System.Globalization;
using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>Many purchases of one team at the same time, on one instance and on several.</summary>
public sealed class PurchasesAtOnceTests(ITestOutputHelper output)
{
    private const int Purchases = 60;

    [Fact]
    public async Task Purchases_on_one_instance_queue_up_instead_of_racing()
    {
        var (tried, waits) = await BuyAsync(instances: 1, seed: 1);

        Print("60 purchases of a team at once on 1 instance", tried, waits);
        Assert.InRange(tried, Purchases, 66);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task At_most_a_third_of_commits_of_4_instances_are_lost_races(int seed)
    {
        const int instances = 4;

        var (tried, waits) = await BuyAsync(instances, seed);

        Print($"60 purchases of a team at once on 4 instances, seed {seed}", tried, waits);
        Assert.InRange(tried, Purchases, 1.5 * Purchases);
    }

    /// <summary>Buys on all instances at once. Returns the number of tried commits, and how long each purchase took.</summary>
    private static async Task<(int Tried, IReadOnlyList<TimeSpan> Took)> BuyAsync(int instances, int seed)
    {
        using var memory = SqliteRowStore.OpenMemory();
        var clock = new FakeTimeProvider(AppFixture.Start);
        var interleaving = new Interleaving(new Random(seed), clock);
        var tried = new CountedCommits(memory);
        var apps = Enumerable
            .Range(0, instances)
            .Select(_ => new AppFixture(new InterleavedStore(tried, interleaving), clock))
            .ToList();
        var took = new List<TimeSpan>();
        try
        {
            interleaving.Run(() =>
                Task.WhenAll(
                    apps.SelectMany(
                        (app, index) =>
                            Enumerable.Range(0, Purchases / instances).Select(each => BuyAsync(app, index, each))
                    )
                )
            );
            Assert.Equal(Purchases, await apps[0].BalanceAsync());
            await apps[0].AssertConservedAsync();
        }
        finally
        {
            foreach (var app in apps)
            {
                await app.DisposeAsync();
            }
        }

        return (tried.Ledger, took);

        async Task BuyAsync(AppFixture app, int instance, int purchase)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{instance}-{purchase}");
            await app.BuyAsync(1, key: key);
            took.Add(clock.GetUtcNow() - AppFixture.Start);
        }
    }

    private void Print(string what, int tried, IReadOnlyList<TimeSpan> took)
    {
        var sorted = took.Order().ToList();
        Figures.Print(
            output,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {tried} commits tried; median {sorted[sorted.Count / 2].TotalSeconds:0.0} s, maximum {sorted[^1].TotalSeconds:0.0} s (5 ms for each call of the store)"
            )
        );
    }

    /// <summary>Counts the tried commits of the ledger.</summary>
    private sealed class CountedCommits(IRowStore store) : SharedStore(store)
    {
        public int Ledger { get; private set; }

        public override Task<IReadOnlyList<string?>> CommitAsync(
            string table,
            string partition,
            IReadOnlyList<RowOperation> operations,
            CancellationToken cancellationToken
        )
        {
            Ledger += table == "Ledger" ? 1 : 0;
            return base.CommitAsync(table, partition, operations, cancellationToken);
        }
    }
}
