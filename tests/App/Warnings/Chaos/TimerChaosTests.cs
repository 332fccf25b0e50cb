using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace FlexFunctions.App.Tests;

/// <summary>
/// R12, R17: an instance that runs the timers may crash before or after any call to the store or the mail server. Each
/// recipient still gets each warning in one mail, and each expiry is posted once.
/// </summary>
[Collection(TestStores.Collection)]
public sealed class TimerChaosTests(TestStores stores, ITestOutputHelper output)
{
    private static readonly TimeSpan s_toTheHour = TimeSpan.FromMinutes(50);

    [Fact]
    public async Task A_crash_at_any_step_repeats_no_warning_and_loses_none()
    {
        var copy = await ChaosLedger.WriteAsync();
        var tally = new ChaosTally();
        // After each crash follows one of four continuations; the long form tries all four.
        var isLong = Environment.GetEnvironmentVariable("PROPERTY_TIMES") is not null;
        foreach (var variant in Enumerable.Range(0, isLong ? 4 : 1))
        {
            for (var step = 1; await PlayAsync(step, isAfter: false) is { HasCrashed: true } end; step++)
            {
                if (end.WasChange)
                {
                    await PlayAsync(step, isAfter: true);
                }
            }

            async Task<CrashPoint> PlayAsync(int step, bool isAfter)
            {
                var next = step + variant + (isAfter ? 2 : 0);
                using var memory = SqliteRowStore.OpenMemory();
                await copy.WriteAsync(memory);
                return await RoundAsync(
                    memory,
                    new(step, isAfter),
                    longGap: next % 2 == 0,
                    twoAtOnce: next / 2 % 2 == 0,
                    step,
                    tally
                );
            }
        }

        Figures.Print(output, $"Timers on SQLite that end at each of their steps: {tally}");
        Assert.InRange(tally.Rounds, 50, int.MaxValue);
    }

    [Theory, OnBothStores]
    public async Task A_crash_at_some_steps_has_the_same_result_on_any_store(StoreKind kind)
    {
        var copy = await ChaosLedger.WriteAsync();
        var tally = new ChaosTally();
        for (var step = 3; step < 100; step += 9)
        {
            using var store = await stores.OpenAsync(kind);
            var rows = store.Open();
            using var closing = rows as IDisposable;
            await copy.WriteAsync(rows);
            await RoundAsync(rows, new(step, step % 2 == 1), step % 3 == 0, step % 4 < 2, step, tally);
        }

        Figures.Print(output, $"Timers on {kind} that end at some of their steps: {tally}");
    }

    /// <summary>
    /// An instance crashes, and after a gap one or two others continue; in some rounds one of them crashes too.
    /// </summary>
    private static async Task<CrashPoint> RoundAsync(
        IRowStore store,
        CrashPoint end,
        bool longGap,
        bool twoAtOnce,
        int seed,
        ChaosTally tally
    )
    {
        var clock = new FakeTimeProvider(ChaosLedger.Due);
        var server = new ChaosMailServer(remembers: seed % 2 == 0);
        var round = new ChaosRound(store, clock, server, seed);
        try
        {
            await round.RunAsync(s_toTheHour, end);
            if (end.HasCrashed)
            {
                var second = new CrashPoint(seed % 5 == 0 ? (seed % 40) + 1 : int.MaxValue, seed % 3 == 0);
                await round.RunAsync(
                    longGap ? TimeSpan.FromDays(3) : TimeSpan.FromMinutes(15),
                    twoAtOnce ? [second, new CrashPoint(int.MaxValue, false)] : [second]
                );
            }

            await round.SettleAsync();
            await ChaosLedger.AssertRightAsync(store, clock, server);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{end}, long gap {longGap}, two at once {twoAtOnce}: {e.Message}", e);
        }

        tally.Count(end, server);
        return end;
    }
}
