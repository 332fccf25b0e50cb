namespace FlexFunctions.App.Tests;

public sealed class GetBalanceTests
{
    private const string Path = "/api/accounts/acme/teams/design/balance";

    [Fact]
    public async Task The_balance_lists_spendable_orders_in_burn_down_order()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(30);
        await app.BuyAsync(20);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.BuyAsync(10);
        await app.SendAsync(app.Event());

        var (_, balance) = await app.Api.CallAsync("GET", Path);

        Assert.Equal("design", balance.GetProperty("team").GetString());
        Assert.Equal(53, balance.GetProperty("tokens").GetDecimal());
        Assert.Equal(12, balance.GetProperty("lowBelow").GetDecimal());
        Assert.Equal(
            [(20, 13m), (30, 30m), (10, 10m)],
            balance
                .GetProperty("grants")
                .EnumerateArray()
                .Select(order => (order.GetProperty("tokens").GetInt32(), order.GetProperty("remaining").GetDecimal()))
        );
    }

    [Fact]
    public async Task Expired_tokens_cannot_be_spent_before_the_timer_runs()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        app.Clock.SetUtcNow(AppFixture.Start.AddYears(1).AddTicks(-1));
        Assert.Equal(100, await app.BalanceAsync());

        app.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(0, await app.BalanceAsync());
        await app.SendAsync(app.Event());
        Assert.Equal("declined", (await app.JournalAsync())[1].GetProperty("kind").GetString());
        await app.AssertConservedAsync();
    }

    [Fact]
    public async Task A_past_balance_is_the_balance_of_that_instant()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.SendAsync(app.Event());
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.SendAsync(app.Event(user: "b"));
        app.Clock.Advance(TimeSpan.FromDays(364));
        await app.BuyAsync(50);
        app.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(100, await AtAsync(app, "2026-11-02T08:59:59Z"));
        Assert.Equal(93, await AtAsync(app, "2026-11-02T09:00:00Z"));
        Assert.Equal(86, await AtAsync(app, "2026-11-02T10:00:00Z"));
        Assert.Equal(136, await AtAsync(app, "2027-11-02T07:59:59Z"));
        Assert.Equal(50, await AtAsync(app, "2027-11-02T08:00:00Z"));
        Assert.Equal(0, await AtAsync(app, "2026-11-01T00:00:00Z"));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-11-02")]
    [InlineData("2126-11-02T08:00:00Z")]
    public async Task An_invalid_or_future_instant_is_refused(string at)
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);

        var (status, problem) = await app.Api.CallAsync("GET", Path + "?at=" + at);

        Assert.Equal((400, "invalid-field"), (status, problem.GetProperty("code").GetString()));
    }

    private static async Task<decimal> AtAsync(AppFixture app, string at)
    {
        var (status, balance) = await app.Api.CallAsync("GET", Path + "?at=" + at);
        Assert.True(status == 200, balance.ToString());
        return balance.GetProperty("tokens").GetDecimal();
    }
}
