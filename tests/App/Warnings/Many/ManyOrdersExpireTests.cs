using System.Diagnostics;
using System.Globalization;
using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>R12: 20,000 orders that expire on one day are processed in pages, even if the process crashes.</summary>
[Collection(Alone.Name)]
public sealed class ManyOrdersExpireTests(ITestOutputHelper output)
{
    private const int Every = 5_000;

    /// <summary>The maximum growth of an instance's memory.</summary>
    private const long MostBytesMore = 64L * 1024 * 1024;

    /// <summary>The approximate number of grants at which the process crashes, in the middle of some teams.</summary>
    private const int KilledAtStep = 12_345;

    [Fact]
    public async Task Twenty_thousand_orders_expire_although_the_process_crashes()
    {
        using var memory = SqliteRowStore.OpenMemory();
        var clock = new FakeTimeProvider(AppFixture.Start);
        await ManyOrders.BuyAsync(memory, clock);
        clock.SetUtcNow(AppFixture.Start.AddYears(1).AddDays(1));
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
