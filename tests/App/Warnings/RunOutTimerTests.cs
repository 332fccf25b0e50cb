namespace FlexFunctions.App.Tests;

/// <summary>R17: tokens that run out within 7 days are warned of once, and again only after they lasted 7 days.</summary>
public sealed class RunOutTimerTests
{
    [Fact]
    public async Task A_pace_that_leaves_less_than_seven_days_warns()
    {
        await using var story = new TimerStory();
        await story.PolicyAsync(tokens: 1, recipients: "admin@acme.com");
        await story.BuyAsync(56);
        // 49 tokens at 7 a day last 7 days, which is not less than 7.
        await story.UseAsync(1);
        await story.NextRunAsync();
        Assert.Empty(await story.KindsAsync());

        await story.UseAsync(1);
        await story.NextRunAsync();
        var warning = Assert.Single(await story.WarningsAsync());
        Assert.Equal("run-out", warning.GetProperty("kind").GetString());
        Assert.Equal(
            // 42 tokens at 14 a day since the first day.
            AppFixture.Start.AddMinutes(30).AddDays(3),
            warning.GetProperty("runsOutAt").GetDateTimeOffset()
        );
    }

    [Fact]
    public async Task A_new_warning_needs_a_balance_that_lasted_seven_days()
    {
        await using var story = new TimerStory();
        await story.PolicyAsync(tokens: 1, recipients: "admin@acme.com");
        await story.BuyAsync(50);
        await story.UseAsync(2);
        await story.NextRunAsync();
        // 50 - 14 + 30 = 66 tokens last less than 7 days at 14 a day.
        await story.BuyAsync(30);
        await story.UseAsync(1);
        await story.NextRunAsync();
        Assert.Equal(["run-out"], await story.KindsAsync());

        await story.BuyAsync(1_000);
        await story.UseAsync(40);
        await story.NextRunAsync();
        Assert.Equal(["run-out", "run-out"], await story.KindsAsync());
        Assert.Equal(2, story.AppFixture.Mail.Mails.Select(mail => mail.OperationId).Distinct().Count());
    }

    [Fact]
    public async Task The_forecast_names_the_same_day_as_the_warning()
    {
        await using var story = new TimerStory();
        await story.BuyAsync(700);
        await story.UseAsync(10);

        var (status, forecast) = await story.AppFixture.Api.CallAsync(
            "GET",
            "/api/accounts/acme/teams/design/forecast"
        );

        Assert.Equal(200, status);
        Assert.Equal(630m, forecast.GetProperty("tokens").GetDecimal());
        Assert.Equal(70m, forecast.GetProperty("perDay").GetDecimal());
        Assert.Equal(AppFixture.Start.AddDays(9), forecast.GetProperty("runsOutAt").GetDateTimeOffset());
        Assert.Equal(
            70m,
            Assert.Single(forecast.GetProperty("days").EnumerateArray()).GetProperty("tokens").GetDecimal()
        );
    }

    [Fact]
    public async Task Two_weeks_without_usage_make_the_pace_zero()
    {
        await using var story = new TimerStory();
        await story.BuyAsync(700);
        await story.UseAsync(10);
        await story.SleepAsync(TimeSpan.FromDays(15));

        var (_, forecast) = await story.AppFixture.Api.CallAsync("GET", "/api/accounts/acme/teams/design/forecast");

        Assert.Equal(0m, forecast.GetProperty("perDay").GetDecimal());
        Assert.False(forecast.TryGetProperty("runsOutAt", out _));
    }
}
