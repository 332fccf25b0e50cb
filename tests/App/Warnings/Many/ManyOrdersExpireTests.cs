using System.Diagnostics;
using System.Globalization;
using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>R12: a day on which 20,000 orders expire is worked off in pages, whatever happens on the way.</summary>
[Collection(Alone.Name)]
public sealed class ManyOrdersExpireTests(ITestOutputHelper output)
{
    private const int Every = 5_000;

    /// <summary>What an instance may come to remember of all these orders and teams.</summary>
    private const long MostBytesMore = 64L * 1024 * 1024;

    /// <summary>A process ends about there, in the middle of some teams.</summary>
    private const int KilledAtStep = 12_345;

    [Fact]
    public async Task Twenty_thousand_orders_of_one_day_expire_though_the_process_is_killed_midway()
    {
        using var memory = SqliteRowStore.OpenMemory();
        var clock = new FakeTimeProvider(Rig.Start);
        await ManyOrders.BuyAsync(memory, clock);
        clock.SetUtcNow(Rig.Start.AddYears(1).AddDays(1));
        var gone = new GrantsGoneStore(memory, Every);
        var begun = Stopwatch.GetTimestamp();

        var killed = new CrashPoint(KilledAtStep, isAfter: true);
        await RunAsync(new CrashingStore(gone, killed), clock);
        Assert.True(killed.HasCrashed);
        var first = gone.Gone;
        Assert.InRange(first, 1, ManyOrders.Count - 1);

        await RunAsync(gone, clock);

        var elapsed = Stopwatch.GetElapsedTime(begun);
        Assert.Equal(ManyOrders.Count, gone.Gone);
        await ManyOrders.AssertExpiredAsync(memory, clock);
        var more = gone.Memory.Max() - gone.Memory[0];
        Figures.Print(
            output,
            $"20,000 orders of 400 teams that expire on one day: {Number(ManyOrders.Count / elapsed.TotalSeconds)} a second, "
                + $"killed after {Number(first)} and gone on with; managed memory after each 5,000, in MB: "
                + string.Join(", ", gone.Memory.Select(bytes => Number(bytes >> 20)))
        );
        Assert.InRange(more, long.MinValue, MostBytesMore);
    }

    private static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static async Task RunAsync(IRowStore store, FakeTimeProvider clock)
    {
        await using var instance = new TimerInstance(store, clock);
        await instance.ExpireAsync();
    }
}
