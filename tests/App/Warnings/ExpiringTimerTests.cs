using System.Text.Json;

namespace FlexFunctions.App.Tests;

/// <summary>R17: a team is warned once of each order, 30 days before its unspent tokens expire.</summary>
public sealed class ExpiringTimerTests
{
    /// <summary>30 days before an order bought at the start expires.</summary>
    private static readonly DateTimeOffset s_due = AppFixture.Start.AddYears(1).AddDays(-30);

    [Fact]
    public async Task Expiring_warning_is_sent_once_thirty_days_before_expiry()
    {
        await using var story = await StoryAsync();
        var order = await story.BuyAsync(1_000);
        await UntilAsync(story, s_due.AddMinutes(-15));
        Assert.Empty(await story.KindsAsync());

        await story.NextRunAsync();
        Assert.Equal([order], Orders(Assert.Single(await story.WarningsAsync())));

        await story.GoOnAsync(TimeSpan.FromDays(2));
        Assert.Single(await story.WarningsAsync());
        Assert.Equal(["admin@acme.com"], story.Recipients);
    }

    [Fact]
    public async Task Orders_that_expire_on_one_day_are_warned_of_at_their_own_times()
    {
        await using var story = await StoryAsync();
        var first = await story.BuyAsync(1_000);
        await story.GoOnAsync(TimeSpan.FromMinutes(50));
        var second = await story.BuyAsync(1_000);
        await UntilAsync(story, s_due.AddMinutes(45));
        Assert.Equal([first], Orders(Assert.Single(await story.WarningsAsync())));

        await story.NextRunAsync();
        Assert.Equal([second], Orders((await story.WarningsAsync())[1]));
    }

    [Fact]
    public async Task A_spent_order_causes_no_warning()
    {
        await using var story = await StoryAsync();
        await story.BuyAsync(7);
        await story.GoOnAsync(TimeSpan.FromMinutes(1));
        var unspent = await story.BuyAsync(1_000);
        await story.UseAsync(1);
        await UntilAsync(story, s_due.AddHours(1));
        Assert.Equal([unspent], Orders(Assert.Single(await story.WarningsAsync())));
    }

    [Fact]
    public async Task The_current_team_of_a_moved_order_is_warned()
    {
        await using var story = await StoryAsync();
        var order = await story.BuyAsync(1_000, "build");
        await story.BuyAsync(1_000, "build");
        await story.MoveAsync(order, "design");
        await UntilAsync(story, s_due);
        Assert.Equal([order], Orders(Assert.Single(await story.WarningsAsync())));
        Assert.DoesNotContain(order, Orders(Assert.Single(await story.WarningsAsync("build"))));

        await story.MoveAsync(order, "build");
        await story.GoOnAsync(TimeSpan.FromHours(1));
        Assert.Single(await story.WarningsAsync("build"));
    }

    [Fact]
    public async Task An_unassigned_order_is_warned_of_once_it_has_a_team()
    {
        await using var story = await StoryAsync();
        var order = await story.BuyAsync(1_000, team: null);
        await UntilAsync(story, s_due);
        await story.GoOnAsync(TimeSpan.FromDays(1));
        Assert.Empty(story.Recipients);

        await story.MoveAsync(order, "design");
        await story.NextRunAsync();
        Assert.Equal([order], Orders(Assert.Single(await story.WarningsAsync())));
    }

    [Fact]
    public async Task Sixty_four_expiring_orders_are_in_one_mail()
    {
        await using var story = new TimerStory();
        var recipients = Enumerable.Range(0, 20).Select(number => $"admin{number}@acme.com").ToArray();
        await story.PolicyAsync(tokens: 1, recipients: recipients);
        var orders = new List<string>();
        for (var order = 0; order < 64; order++)
        {
            orders.Add(await story.BuyAsync(1_000));
        }

        await UntilAsync(story, s_due);

        Assert.Equal(
            orders.Order(StringComparer.Ordinal),
            Orders(Assert.Single(await story.WarningsAsync())).Order(StringComparer.Ordinal)
        );
        Assert.Equal(recipients.Order(StringComparer.Ordinal), story.Recipients.Order(StringComparer.Ordinal));
        await story.AppFixture.AssertConservedAsync();
    }

    private static async Task<TimerStory> StoryAsync()
    {
        var story = new TimerStory();
        foreach (var team in (string[])["design", "build"])
        {
            await story.PolicyAsync(team, tokens: 1, recipients: "admin@acme.com");
        }

        return story;
    }

    /// <summary>Jumps to an hour before an instant, in which nothing is due, and then runs the timers up to it.</summary>
    private static async Task UntilAsync(TimerStory story, DateTimeOffset instant)
    {
        await story.SleepAsync(instant - TimeSpan.FromHours(1) - story.Now);
        await story.GoOnToAsync(instant);
    }

    private static IEnumerable<string> Orders(JsonElement warning) =>
        warning.GetProperty("orders").EnumerateArray().Select(order => order.GetString()!);
}
