using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>R12, R17: nothing depends on when timers fire. They may fire late, twice or not at all.</summary>
public sealed class RunsTimerTests
{
    [Theory]
    [InlineData(3 * 24 * 60)]
    [InlineData(7)]
    public async Task Everything_is_warned_of_once_after_a_gap(int minutes)
    {
        await using var story = await DueAsync(null, null);
        await story.SleepAsync(TimeSpan.FromMinutes(minutes));
        await story.GoOnAsync(TimeSpan.FromHours(2));

        Assert.Equal(["low-balance"], await story.KindsAsync());
        Assert.Equal(["expiring"], await story.KindsAsync("build"));
        Assert.Equal(["a@acme.com", "b@acme.com"], story.Recipients.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_concurrent_instances_send_each_warning_once()
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            using var memory = SqliteRowStore.OpenMemory();
            var clock = new FakeTimeProvider(AppFixture.Start);
            var interleaving = new Interleaving(new Random(seed), clock);
            await using var one = await DueAsync(new InterleavedStore(memory, interleaving), clock);
            await using var two = new TimerStory(new InterleavedStore(memory, interleaving), clock);

            for (var run = 0; run < 4; run++)
            {
                clock.Advance(TimeSpan.FromMinutes(15));
                interleaving.Run(() =>
                    Task.WhenAll(
                        one.AppFixture.Functions.RunDueTimersAsync(),
                        two.AppFixture.Functions.RunDueTimersAsync()
                    )
                );
            }

            var sent = one.Recipients.Concat(two.Recipients).Order(StringComparer.Ordinal).ToList();
            Assert.True(sent.SequenceEqual(["a@acme.com", "b@acme.com"]), $"seed {seed}: {string.Join(' ', sent)}");
            Assert.Equal(["low-balance"], await two.KindsAsync());
            Assert.Equal(["expiring"], await one.KindsAsync("build"));
        }
    }

    /// <summary>The order gets a team during the run: this run or a later one warns of it.</summary>
    [Fact]
    public async Task An_order_assigned_during_the_run_is_warned_of()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            using var memory = SqliteRowStore.OpenMemory();
            var clock = new FakeTimeProvider(AppFixture.Start);
            var interleaving = new Interleaving(new Random(seed), clock);
            await using var one = new TimerStory(new InterleavedStore(memory, interleaving), clock);
            await using var two = new TimerStory(new InterleavedStore(memory, interleaving), clock);
            await one.PolicyAsync(tokens: 1, recipients: "a@acme.com");
            var order = await one.BuyAsync(1_000, team: null);
            await one.SleepAsync(TimeSpan.FromDays(340));
            clock.Advance(TimeSpan.FromMinutes(15));

            interleaving.Run(() =>
                Task.WhenAll(one.AppFixture.Functions.RunDueTimersAsync(), two.MoveAsync(order, "design"))
            );
            await one.GoOnAsync(TimeSpan.FromHours(1));

            var kinds = await one.KindsAsync();
            Assert.True(kinds.SequenceEqual(["expiring"]), $"seed {seed}: {string.Join(' ', kinds)}");
        }
    }

    /// <summary>
    /// Spending is stored by day. An instance that posts without spending does not notice that its cached spending is old;
    /// that must not reset an alert.
    /// </summary>
    [Fact]
    public async Task An_instance_with_old_cached_spending_does_not_repeat_a_warning()
    {
        using var memory = SqliteRowStore.OpenMemory();
        await using var one = new TimerStory(new SharedStore(memory));
        await using var two = new TimerStory(new SharedStore(memory), one.AppFixture.Clock);
        await one.PolicyAsync(tokens: 1, recipients: "a@acme.com");
        await one.BuyAsync(500);
        await one.UseAsync(1);
        foreach (var user in (string[])["u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9"])
        {
            await two.AppFixture.SendAsync(two.AppFixture.Event(user: user));
        }

        await two.NextRunAsync();
        Assert.Equal(["run-out"], await two.KindsAsync());

        // A charge that cannot be paid: the instance that knows of only 7 spent tokens posts a line of 0 tokens.
        await one.AppFixture.SendAsync(
            Hosting.Local.Telemetry.Result(
                "r1",
                one.Now,
                new
                {
                    account = "acme",
                    team = "design",
                    user = "somebody",
                    product = "cfd",
                    result = "simulation-advanced",
                    quantity = 100,
                }
            )
        );
        Assert.Contains(
            await one.AppFixture.JournalAsync(),
            line => line.GetProperty("kind").GetString() == "declined"
        );
        await two.AppFixture.SendAsync(two.AppFixture.Event(user: "u10"));
        await two.GoOnAsync(TimeSpan.FromHours(1));
        Assert.Equal(["run-out"], await two.KindsAsync());
    }

    /// <summary>A team with a low balance and a team with an expiring order, neither warned yet.</summary>
    private static async Task<TimerStory> DueAsync(IRowStore? rows, FakeTimeProvider? clock)
    {
        var story = new TimerStory(rows, clock);
        await story.PolicyAsync("build", tokens: 1, recipients: "b@acme.com");
        await story.BuyAsync(1_000, "build");
        story.AppFixture.Clock.SetUtcNow(AppFixture.Start.AddDays(340));
        await story.PolicyAsync(tokens: 990, recipients: "a@acme.com");
        await story.BuyAsync(1_000);
        await story.UseAsync(2);
        return story;
    }
}
