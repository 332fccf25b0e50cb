namespace FlexFunctions.App.Tests;

/// <summary>The operator sees whose signals come a day or more late again and again; nobody else does.</summary>
public sealed class ListLateUsageTests : IAsyncDisposable
{
    private const string Path = "/api/accounts/acme/late-usage";
    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);

    private readonly AppFixture _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Users_who_are_a_day_late_on_two_days_are_listed()
    {
        await _app.BuyAsync(1_000);
        var time = _app.Clock.GetUtcNow();
        for (var day = 0; day < 4; day++)
        {
            // Priscilla's clock is set back every morning, so her products send the same time again.
            await _app.SendAsync(
                _app.Event(user: "priscilla", session: $"p{day}", time: time),
                _app.Event("heartbeat", user: "priscilla", session: $"p{day}", time: time.AddMinutes(5)),
                _app.Event(
                    user: "tom",
                    session: $"t{day}",
                    time: _app.Clock.GetUtcNow() - s_day + TimeSpan.FromTicks(1)
                ),
                _app.Event(user: "sue", session: $"s{day}", time: _app.Clock.GetUtcNow() - (day < 2 ? s_day : default)),
                _app.Event(user: "kim", session: $"k{day}", time: _app.Clock.GetUtcNow() - (day < 1 ? s_day : default))
            );
            _app.Clock.Advance(s_day);
        }

        Assert.Empty(await _app.DeadLetterReasonsAsync());
        Assert.Equal(["design priscilla autocad 3 2026-11-05", "design sue autocad 2 2026-11-03"], await ListAsync());
    }

    [Fact]
    public async Task Days_are_forgotten_after_thirty()
    {
        await _app.BuyAsync(1_000);
        for (var day = 0; day < 2; day++)
        {
            await _app.SendAsync(_app.Event(session: $"{day}", time: _app.Clock.GetUtcNow() - s_day));
            _app.Clock.Advance(s_day);
        }

        _app.Clock.Advance(28 * s_day - TimeSpan.FromHours(9));
        Assert.Single(await ListAsync());
        _app.Clock.Advance(TimeSpan.FromHours(9));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Denied_and_refused_signals_do_not_count()
    {
        await _app.BuyAsync(1);
        for (var day = 0; day < 3; day++)
        {
            await _app.SendAsync(
                _app.Event(session: $"{day}", time: _app.Clock.GetUtcNow() - s_day),
                _app.Event(session: $"{day}", time: _app.Clock.GetUtcNow() - (8 * s_day))
            );
            _app.Clock.Advance(s_day);
        }

        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Long_lists_come_in_pages()
    {
        await _app.BuyAsync(100_000);
        for (var day = 0; day < 2; day++)
        {
            await _app.SendAsync([
                .. Enumerable
                    .Range(0, 150)
                    .Select(user => _app.Event(user: $"u{user:D3}", time: _app.Clock.GetUtcNow() - s_day)),
            ]);
            _app.Clock.Advance(s_day);
        }

        var users = (await _app.Api.ReadAllAsync(Path, "lateUsage")).Select(late =>
            late.GetProperty("user").GetString()
        );
        Assert.Equal(Enumerable.Range(0, 150).Select(user => $"u{user:D3}"), users);
    }

    private async Task<IEnumerable<string>> ListAsync()
    {
        var (status, body) = await _app.Api.CallAsync("GET", Path);
        Assert.True(status == 200, body.ToString());
        return body.GetProperty("lateUsage")
            .EnumerateArray()
            .Select(late => string.Join(' ', late.EnumerateObject().Select(field => field.Value.ToString())));
    }
}
