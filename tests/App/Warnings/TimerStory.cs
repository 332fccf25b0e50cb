using System.Globalization;
using System.Text.Json;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>An app instance whose timers run as the clock advances, with the calls that admins make in between.</summary>
internal sealed class TimerStory(IRowStore? rows = null, FakeTimeProvider? clock = null) : IAsyncDisposable
{
    private int _users;

    public AppFixture AppFixture { get; } = new(rows, clock);

    public DateTimeOffset Now => AppFixture.Clock.GetUtcNow();

    /// <summary>The recipients of the sent mails, in order.</summary>
    public IEnumerable<string> Recipients => AppFixture.Mail.Mails.Select(mail => mail.Recipient);

    /// <summary>Advances the clock and runs every timer that becomes due.</summary>
    public async Task GoOnToAsync(DateTimeOffset instant)
    {
        while (AppFixture.Functions.NextTimerDue is { } due && due <= instant)
        {
            SetClock(due);
            await AppFixture.Functions.RunDueTimersAsync();
        }

        SetClock(instant);
    }

    public Task GoOnAsync(TimeSpan time) => GoOnToAsync(Now + time);

    /// <summary>Advances to the next quarter of an hour, when warnings are decided and mails are sent.</summary>
    public async Task NextRunAsync()
    {
        var quarter = TimeSpan.FromMinutes(15).Ticks;
        await GoOnToAsync(new DateTimeOffset(((Now.UtcTicks / quarter) + 1) * quarter, TimeSpan.Zero));
    }

    /// <summary>Advances the clock without running timers, as if the service were down; then runs each once, late.</summary>
    public async Task SleepAsync(TimeSpan time)
    {
        SetClock(Now + time);
        await AppFixture.Functions.RunDueTimersAsync();
    }

    public async Task PolicyAsync(
        string team = "design",
        string account = "acme",
        int? tokens = null,
        int? percent = null,
        params string[] recipients
    )
    {
        var (status, body) = await AppFixture.Api.CallAsync(
            "PUT",
            $"/api/accounts/{account}/teams/{team}/policy",
            new
            {
                users = "all",
                products = "all",
                lowBalanceTokens = tokens,
                lowBalancePercent = percent,
                recipients,
            }
        );
        Assert.True(status == 200, body.ToString());
    }

    /// <summary>Buys tokens and returns the id of the order.</summary>
    public async Task<string> BuyAsync(int tokens, string? team = "design", string account = "acme")
    {
        var (status, body) = await AppFixture.Api.CallAsync(
            "POST",
            $"/api/accounts/{account}/orders",
            new
            {
                team,
                tokens,
                country = "GB",
            },
            Guid.NewGuid().ToString()
        );
        Assert.True(status == 201, body.ToString());
        return body.GetProperty("id").GetString()!;
    }

    public async Task MoveAsync(string order, string team, string account = "acme")
    {
        var (status, body) = await AppFixture.Api.CallAsync(
            "POST",
            $"/api/accounts/{account}/orders/{order}/move",
            new { team }
        );
        Assert.True(status == 200, body.ToString());
    }

    public async Task CreditsAsync(int amount, DateTimeOffset expiresAt, string team = "design")
    {
        var (status, body) = await AppFixture.Api.CallAsync(
            "POST",
            $"/api/accounts/acme/teams/{team}/cloud-credits",
            new { amount, expiresAt },
            Guid.NewGuid().ToString()
        );
        Assert.True(status == 201, body.ToString());
    }

    /// <summary>Lets a number of new users open a product that costs 7 tokens a day.</summary>
    public async Task UseAsync(int users, string team = "design", string account = "acme")
    {
        await AppFixture.SendAsync([
            .. Enumerable
                .Range(_users, users)
                .Select(user => AppFixture.Event(user: Name(user), team: team, account: account)),
        ]);
        _users += users;
        Assert.Empty(await AppFixture.DeadLetterReasonsAsync());

        static string Name(int user) => string.Create(CultureInfo.InvariantCulture, $"user{user}");
    }

    /// <summary>Returns the kinds of a team's warnings, oldest first.</summary>
    public async Task<string[]> KindsAsync(string team = "design", string account = "acme") =>
        [.. (await WarningsAsync(team, account)).Select(warning => warning.GetProperty("kind").GetString()!)];

    /// <summary>Returns the warnings of a team, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> WarningsAsync(string team = "design", string account = "acme") =>
        [
            .. (
                await AppFixture.Api.ReadAllAsync($"/api/accounts/{account}/teams/{team}/warnings", "warnings")
            ).Reverse(),
        ];

    /// <summary>Returns the status of each mail of a team's latest warning.</summary>
    public async Task<string[]> MailsAsync(string team = "design", string account = "acme") =>
        [
            .. (await WarningsAsync(team, account))[^1]
                .GetProperty("mails")
                .EnumerateArray()
                .Select(mail =>
                    $"{mail.GetProperty("recipient").GetString()} {mail.GetProperty("status").GetString()}"
                ),
        ];

    /// <summary>Gets an order from the API.</summary>
    public async Task<JsonElement> OrderAsync(string order, string account = "acme") =>
        (await AppFixture.Api.CallAsync("GET", $"/api/accounts/{account}/orders/{order}")).Body;

    public T Service<T>()
        where T : notnull => AppFixture.Functions.Services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => AppFixture.DisposeAsync();

    private void SetClock(DateTimeOffset instant)
    {
        if (instant > Now)
        {
            AppFixture.Clock.SetUtcNow(instant);
        }
    }
}
