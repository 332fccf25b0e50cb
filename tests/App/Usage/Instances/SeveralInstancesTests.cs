using System.Globalization;
using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>
/// One, two and four instances take the same messages from one queue and share a store; they are replaced by cold ones,
/// admins buy and look meanwhile at any of them. Whatever the order, the charges that stand are those of the reference model.
/// FLEX_SEED replays a run, down to the order of the calls of the store.
/// </summary>
[Collection(TestStores.Collection)]
public sealed class SeveralInstancesTests(TestStores stores, ITestOutputHelper output)
{
    private static readonly int s_seed = int.TryParse(Environment.GetEnvironmentVariable("FLEX_SEED"), out var given)
        ? given
        : 20261102;

    [Theory, OnBothStores]
    public async Task Instances_that_share_a_store_charge_what_the_signals_prove_and_no_more(StoreKind kind)
    {
        output.WriteLine($"FLEX_SEED={s_seed}");
        foreach (var instances in (int[])[1, 2, 4])
        {
            using var store = await stores.OpenAsync(kind);
            await using var run = new FleetRun(s_seed, instances, store.Open);

            run.Play();

            await run.AssertRightAsync();
            Figures.Print(output, $"{kind}, {run}");
        }
    }

    [Fact]
    public async Task Random_races_charge_what_the_signals_prove_and_no_more()
    {
        for (var seed = s_seed; seed < s_seed + 3; seed++)
        {
            output.WriteLine($"FLEX_SEED={seed}");
            using var memory = SqliteRowStore.OpenMemory();
            await using var run = new FleetRun(seed, 4, () => new SharedStore(memory), backlog: 40);

            run.Play();

            await run.AssertRightAsync();
            output.WriteLine(run.ToString());
        }
    }

    [Fact]
    public async Task A_seed_replays_a_race()
    {
        var (first, second) = (await PlayedAsync(), await PlayedAsync());

        Assert.Equal(first, second);

        static async Task<string> PlayedAsync()
        {
            using var memory = SqliteRowStore.OpenMemory();
            await using var run = new FleetRun(s_seed, 3, () => new SharedStore(memory));
            run.Play();
            var journals = await Task.WhenAll(RandomUsage.Teams.Select(run.JournalAsync));
            return string.Join(
                '\n',
                journals.SelectMany(lines => lines.Select(line => line.GetRawText())).Append($"{run}")
            );
        }
    }
}
