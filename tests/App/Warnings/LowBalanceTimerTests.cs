namespace FlexFunctions.App.Tests;

/// <summary>R17: a low balance is warned of once, and again only after the balance reached its threshold.</summary>
public sealed class LowBalanceTimerTests
{
    private static readonly string[] s_once = ["low-balance"];
    private static readonly string[] s_twice = ["low-balance", "low-balance"];

    [Fact]
    public async Task Falling_below_an_absolute_threshold_warns_once()
    {
        await using var story = await StoryAsync(tokens: 993);
        await story.UseAsync(1);
        await story.NextRunAsync();
        Assert.Empty(await story.KindsAsync());

        await story.UseAsync(1);
        await story.NextRunAsync();
        Assert.Equal(s_once, await story.KindsAsync());

        await story.UseAsync(3);
        await story.GoOnAsync(TimeSpan.FromDays(2));
        Assert.Equal(s_once, await story.KindsAsync());
        Assert.Equal(["admin@acme.com"], story.Recipients);
    }

    [Fact]
    public async Task A_second_fall_after_a_purchase_warns_again()
    {
        await using var story = await StoryAsync(tokens: 990);
        await story.UseAsync(2);
        await story.NextRunAsync();
        await story.BuyAsync(10);
        await story.NextRunAsync();
        Assert.Equal(s_once, await story.KindsAsync());

        await story.UseAsync(1);
        await story.NextRunAsync();
        Assert.Equal(s_twice, await story.KindsAsync());
    }

    [Fact]
    public async Task A_purchase_that_stays_below_the_threshold_allows_no_new_warning()
    {
        await using var story = await StoryAsync(tokens: 990);
        await story.UseAsync(3);
        await story.NextRunAsync();
        await story.BuyAsync(10);
        await story.UseAsync(1);
        await story.NextRunAsync();
        Assert.Equal(s_once, await story.KindsAsync());
    }

    [Fact]
    public async Task A_second_fall_after_a_moved_order_warns_again()
    {
        await using var story = await StoryAsync(tokens: 990);
        var spare = await story.BuyAsync(10, "build");
        await story.UseAsync(2);
        await story.NextRunAsync();
        await story.MoveAsync(spare, "design");
        await story.UseAsync(1);
        await story.NextRunAsync();
        Assert.Equal(s_twice, await story.KindsAsync());
        // The other team has no tokens left.
        Assert.Equal(s_once, await story.KindsAsync("build"));
    }

    [Fact]
    public async Task A_rise_and_a_fall_between_two_runs_warn_again()
    {
        await using var story = await StoryAsync(tokens: 990);
        await story.UseAsync(2);
        await story.NextRunAsync();
        await story.BuyAsync(5);
        await story.UseAsync(1);
        await story.NextRunAsync();
        Assert.Equal(s_twice, await story.KindsAsync());
    }

    [Fact]
    public async Task A_balance_that_recovers_before_the_run_causes_no_warning()
    {
        await using var story = await StoryAsync(tokens: 990);
        await story.UseAsync(2);
        await story.BuyAsync(100);
        await story.NextRunAsync();
        Assert.Empty(await story.KindsAsync());
    }

    [Fact]
    public async Task A_percentage_refers_to_the_tokens_after_the_last_grant()
    {
        await using var story = await StoryAsync(percent: 99);
        await story.UseAsync(1);
        await story.NextRunAsync();
        Assert.Empty(await story.KindsAsync());
        // 993 + 1,000 = 1,993 tokens, of which 99 % is 1,973.07.
        await story.BuyAsync(1_000);
        await story.UseAsync(2);
        await story.NextRunAsync();
        Assert.Empty(await story.KindsAsync());

        await story.UseAsync(1);
        await story.NextRunAsync();
        var warning = Assert.Single(await story.WarningsAsync());
        Assert.Equal(1_972m, warning.GetProperty("tokens").GetDecimal());
        Assert.Equal(1_973.07m, warning.GetProperty("lowBelow").GetDecimal());
    }

    [Fact]
    public async Task Raising_the_threshold_warns_and_lowering_it_resets_the_warning()
    {
        await using var story = await StoryAsync(tokens: 10);
        await story.UseAsync(2);
        await story.NextRunAsync();
        Assert.Empty(await story.KindsAsync());

        await story.PolicyAsync(tokens: 990, recipients: "admin@acme.com");
        await story.NextRunAsync();
        Assert.Equal(s_once, await story.KindsAsync());

        await story.PolicyAsync(tokens: 990, recipients: "other@acme.com");
        await story.NextRunAsync();
        Assert.Equal(s_once, await story.KindsAsync());

        await story.PolicyAsync(tokens: 10, recipients: "admin@acme.com");
        await story.PolicyAsync(tokens: 990, recipients: "admin@acme.com");
        await story.NextRunAsync();
        Assert.Equal(s_twice, await story.KindsAsync());
    }

    [Fact]
    public async Task An_empty_balance_is_low_at_any_threshold()
    {
        await using var story = new TimerStory();
        await story.PolicyAsync(tokens: 0, recipients: "admin@acme.com");
        await story.BuyAsync(7);
        await story.NextRunAsync();
        Assert.Empty(await story.KindsAsync());

        await story.UseAsync(1);
        await story.NextRunAsync();
        Assert.Equal(["run-out", "low-balance"], await story.KindsAsync());
        Assert.Single(story.AppFixture.Mail.Mails);
    }

    [Fact]
    public async Task A_team_that_never_had_tokens_is_not_low()
    {
        await using var story = new TimerStory();
        await story.PolicyAsync(tokens: 100, recipients: "admin@acme.com");
        await story.NextRunAsync();
        Assert.Empty(await story.KindsAsync());
    }

    [Fact]
    public async Task An_expiry_makes_the_balance_low()
    {
        await using var story = await StoryAsync(tokens: 990);
        await story.SleepAsync(TimeSpan.FromDays(300));
        await story.BuyAsync(980);
        await story.SleepAsync(TimeSpan.FromDays(36));
        await story.GoOnAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(["expiring"], await story.KindsAsync());

        await story.SleepAsync(TimeSpan.FromDays(30));
        await story.GoOnAsync(TimeSpan.FromHours(2));
        Assert.Equal(["expiring", "low-balance"], await story.KindsAsync());
    }

    private static async Task<TimerStory> StoryAsync(int? tokens = null, int? percent = null)
    {
        var story = new TimerStory();
        await story.PolicyAsync(tokens: tokens, percent: percent, recipients: "admin@acme.com");
        await story.BuyAsync(1_000);
        return story;
    }
}
