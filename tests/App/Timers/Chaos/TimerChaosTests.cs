using System.Globalization;
using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests.Timers;

/// <summary>
/// R12, R17: wherever a process ends that runs the timers, before or after any of its calls of the store or the mail server,
/// and whatever comes after, each recipient is told each warning by one mail and what expired is posted once.
/// </summary>
[Collection(TestStores.Collection)]
public sealed class TimerChaosTests(TestStores stores, ITestOutputHelper output)
{
    private static readonly TimeSpan s_toTheHour = TimeSpan.FromMinutes(50);

    [Fact]
    public async Task Wherever_a_process_ends_each_recipient_is_told_each_warning_by_one_mail()
    {
        var copy = await ChaosLedger.WriteAsync();
        var tally = new ChaosTally();
        for (var step = 1; await PlayAsync(step, isAfter: false) is { HasCrashed: true } end; step++)
        {
            if (end.WasChange)
            {
                await PlayAsync(step, isAfter: true);
            }
        }

        Figures.Print(output, $"Timers on SQLite that end at each of their steps: {tally}");
        Assert.InRange(tally.Rounds, 50, int.MaxValue);

        async Task<CrashPoint> PlayAsync(int step, bool isAfter)
        {
            using var memory = SqliteRowStore.OpenMemory();
            await copy.WriteAsync(memory);
            return await RoundAsync(memory, step, isAfter, tally);
        }
    }

    [Theory, OnBothStores]
    public async Task On_any_store_some_of_the_ends_come_to_the_same(StoreKind kind)
    {
        var copy = await ChaosLedger.WriteAsync();
        var tally = new ChaosTally();
        for (var step = 3; step < 100; step += 9)
        {
            using var store = await stores.OpenAsync(kind);
            var rows = store.Open();
            using var closing = rows as IDisposable;
            await copy.WriteAsync(rows);
            await RoundAsync(rows, step, isAfter: step % 2 == 1, tally);
        }

        Figures.Print(output, $"Timers on {kind} that end at some of their steps: {tally}");
    }

    /// <summary>What comes after the end differs from round to round, by the step.</summary>
    private static async Task<CrashPoint> RoundAsync(IRowStore store, int step, bool isAfter, ChaosTally tally)
    {
        var clock = new FakeTimeProvider(ChaosLedger.Due);
        var server = new MailServer(remembers: step % 2 == 0);
        var round = new ChaosRound(store, clock, server, seed: step);
        var end = new CrashPoint(step, isAfter);
        try
        {
            await round.RunAsync(s_toTheHour, end);
            if (end.HasCrashed)
            {
                var gap = TimeSpan.FromMinutes(15) * (step % 3 == 0 ? 4 * 24 * 3 : 1);
                var second = new CrashPoint(step % 5 == 0 ? (step % 40) + 1 : int.MaxValue, isAfter);
                CrashPoint[] ends = step % 4 < 2 ? [second] : [second, new CrashPoint(int.MaxValue, false)];
                await round.RunAsync(gap, ends);
            }

            await round.SettleAsync();
            await ChaosLedger.AssertRightAsync(store, clock, server);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The process ended {(isAfter ? "after" : "before")} step {step}: {e.Message}"
                ),
                e
            );
        }

        tally.Count(end, server);
        return end;
    }
}
