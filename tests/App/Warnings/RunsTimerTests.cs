using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>Timers may fire late, twice or not at all: nothing may depend on when they fire (R12, R17).</summary>
public sealed class RunsTimerTests
{
    [Theory]
    [InlineData(3 * 24 * 60)]
    [InlineData(7)]
    public async Task After_a_gap_everything_is_told_once(int minutes)
    {
        await using var story = await DueAsync(null, null);
        await story.SleepAsync(TimeSpan.FromMinutes(minutes));
        await story.GoOnAsync(TimeSpan.FromHours(2));

        Assert.Equal(["low-balance"], await story.KindsAsync());
        Assert.Equal(["expiring"], await story.KindsAsync("build"));
        Assert.Equal(["a@acme.com", "b@acme.com"], story.Recipients.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_instances_at_once_tell_everything_once_whoever_is_faster()
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            using var memory = SqliteRowStore.OpenMemory();
            var clock = new FakeTimeProvider(Rig.Start);
            var interleaving = new Interleaving(new Random(seed), clock);
            await using var one = await DueAsync(new InterleavedStore(memory, interleaving), clock);
            await using var two = new TimerStory(new InterleavedStore(memory, interleaving), clock);

            for (var run = 0; run < 4; run++)
            {
                clock.Advance(TimeSpan.FromMinutes(15));
                interleaving.Run(() =>
                    Task.WhenAll(one.Rig.Functions.RunDueTimersAsync(), two.Rig.Functions.RunDueTimersAsync())
                );
            }

            var told = one.Recipients.Concat(two.Recipients).Order(StringComparer.Ordinal).ToList();
            Assert.True(told.SequenceEqual(["a@acme.com", "b@acme.com"]), $"seed {seed}: {string.Join(' ', told)}");
            Assert.Equal(["low-balance"], await two.KindsAsync());
            Assert.Equal(["expiring"], await one.KindsAsync("build"));
        }
    }

    /// <summary>It is looked for just as it gets a team: either the run finds that, or a later one does.</summary>
    [Fact]
    public async Task An_order_that_gets_a_team_while_the_timer_runs_is_told_of()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            using var memory = SqliteRowStore.OpenMemory();
            var clock = new FakeTimeProvider(Rig.Start);
            var interleaving = new Interleaving(new Random(seed), clock);
            await using var one = new TimerStory(new InterleavedStore(memory, interleaving), clock);
            await using var two = new TimerStory(new InterleavedStore(memory, interleaving), clock);
            await one.PolicyAsync(tokens: 1, recipients: "a@acme.com");
            var order = await one.BuyAsync(1_000, team: null);
            await one.SleepAsync(TimeSpan.FromDays(340));
            clock.Advance(TimeSpan.FromMinutes(15));

            interleaving.Run(() => Task.WhenAll(one.Rig.Functions.RunDueTimersAsync(), two.MoveAsync(order, "design")));
            await one.GoOnAsync(TimeSpan.FromHours(1));

            var kinds = await one.KindsAsync();
            Assert.True(kinds.SequenceEqual(["expiring"]), $"seed {seed}: {string.Join(' ', kinds)}");
        }
    }

    /// <summary>
    /// What is spent is kept by day, and whoever posts without spending does not notice that his memory of it is old: that
    /// may not end an alert.
    /// </summary>
    [Fact]
    public async Task An_instance_that_remembers_less_spending_does_not_make_a_warning_come_again()
    {
        using var memory = SqliteRowStore.OpenMemory();
        await using var one = new TimerStory(new SharedStore(memory));
        await using var two = new TimerStory(new SharedStore(memory), one.Rig.Clock);
        await one.PolicyAsync(tokens: 1, recipients: "a@acme.com");
        await one.BuyAsync(500);
        await one.UseAsync(1);
        foreach (var user in (string[])["u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9"])
        {
            await two.Rig.SendAsync(two.Rig.Event(user: user));
        }

        await two.NextRunAsync();
        Assert.Equal(["run-out"], await two.KindsAsync());

        // One that can not be paid: a line of 0 tokens by the instance that knows of 7 tokens spent.
        await one.Rig.SendAsync(
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
        Assert.Contains(await one.Rig.JournalAsync(), line => line.GetProperty("kind").GetString() == "declined");
        await two.Rig.SendAsync(two.Rig.Event(user: "u10"));
        await two.GoOnAsync(TimeSpan.FromHours(1));
        Assert.Equal(["run-out"], await two.KindsAsync());
    }

    /// <summary>A team that is low and another's order that expires soon, of which nobody was told yet.</summary>
    private static async Task<TimerStory> DueAsync(IRowStore? rows, FakeTimeProvider? clock)
    {
        var story = new TimerStory(rows, clock);
        await story.PolicyAsync("build", tokens: 1, recipients: "b@acme.com");
        await story.BuyAsync(1_000, "build");
        story.Rig.Clock.SetUtcNow(Rig.Start.AddDays(340));
        await story.PolicyAsync(tokens: 990, recipients: "a@acme.com");
        await story.BuyAsync(1_000);
        await story.UseAsync(2);
        return story;
    }
}
