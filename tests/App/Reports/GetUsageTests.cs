using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App.Tests;

/// <summary>The usage report of a team and of an account, as JSON and CSV (R20).</summary>
public sealed class GetUsageTests : IAsyncDisposable
{
    private const string Account = "/api/accounts/acme/usage";
    private const string Design = "/api/accounts/acme/teams/design/usage";

    private readonly AppFixture _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Day_is_that_of_the_time_zone()
    {
        await BeginAsync();
        _app.Clock.Advance(new TimeSpan(15, 30, 0));
        await _app.SendAsync(_app.Event(user: "tom"));

        Assert.Equal(["2026-11-02 3"], await RowsAsync($"{Design}?by=day"));
        Assert.Equal(["2026-11-02 2", "2026-11-03 1"], await RowsAsync($"{Design}?by=day&zone=Europe/Berlin"));
        Assert.Equal(
            ["2026-11-01 2", "2026-11-02 1"],
            await RowsAsync($"{Design}?by=day&zone=Pacific/Honolulu&from=2026-11-01")
        );
    }

    [Fact]
    public async Task Account_is_the_sum_of_its_teams_at_their_positions()
    {
        await BeginAsync();

        var (status, body) = await _app.Api.CallAsync("GET", $"{Account}?by=team");

        Assert.Equal(200, status);
        Assert.Equal(
            ["build 1 7 20.58", "design 2 13 38.22"],
            body.GetProperty("rows").EnumerateArray().Select(row => $"{row.GetProperty("team")} {Figures(row)}")
        );
        Assert.Equal("3 20 58.80", Figures(body.GetProperty("total")) + "0");
        Assert.Equal(
            ["build 2", "design 3"],
            body.GetProperty("asOf")
                .EnumerateArray()
                .Select(at => $"{at.GetProperty("team")} {at.GetProperty("sequence")}")
        );
    }

    [Fact]
    public async Task Later_pages_are_made_at_the_positions_of_the_first()
    {
        await _app.BuyAsync(100_000);
        await _app.SendAsync([.. Enumerable.Range(0, 1_500).Select(user => _app.Event(user: $"u{user:D4}"))]);

        var (_, first) = await _app.Api.CallAsync("GET", $"{Design}?by=user");
        await _app.SendAsync(_app.Event(user: "u9999"));
        var continuation = Uri.EscapeDataString(first.GetProperty("continuation").GetString()!);
        var (_, second) = await _app.Api.CallAsync("GET", $"{Design}?by=user&continuation={continuation}");

        var users = new[] { first, second }
            .SelectMany(page => page.GetProperty("rows").EnumerateArray())
            .Select(row => row.GetProperty("user").GetString());
        Assert.Equal(Enumerable.Range(0, 1_500).Select(user => $"u{user:D4}"), users);
        Assert.Equal(first.GetProperty("total").GetRawText(), second.GetProperty("total").GetRawText());
        Assert.False(second.TryGetProperty("continuation", out _));
    }

    [Fact]
    public async Task Csv_has_the_columns_that_customers_know()
    {
        await BeginAsync();

        var text = await CsvAsync($"{Account}?by=day,user,product,team&format=csv");

        Assert.Equal(
            "Day used,Email,Product,Team,Tokens used,Windows,Results,Cloud credits,Cost,Currency\r\n"
                + "2026-11-02,\"'+1@x\",maya,design,6,1,0,0,17.64,GBP\r\n"
                + "2026-11-02,priscilla,autocad,build,7,1,0,0,20.58,GBP\r\n"
                + "2026-11-02,priscilla,autocad,design,7,1,0,0,20.58,GBP\r\n",
            text
        );
    }

    [Fact]
    public async Task Windows_that_run_now_name_their_charge()
    {
        await BeginAsync();
        _app.Clock.Advance(TimeSpan.FromHours(24));
        await _app.SendAsync(_app.Event(user: "tom"));

        var (status, body) = await _app.Api.CallAsync("GET", "/api/accounts/acme/teams/design/windows");

        Assert.Equal(200, status);
        Assert.Equal(
            ["tom autocad 2026-11-03T08:00:00Z 2026-11-04T08:00:00Z 4"],
            body.GetProperty("windows")
                .EnumerateArray()
                .Select(window => string.Join(' ', window.EnumerateObject().Select(field => field.Value.ToString())))
        );
    }

    [Fact]
    public async Task Estimate_of_own_use_scales_windows_to_a_year()
    {
        await BeginAsync();
        await _app.SendAsync(_app.Event(user: "tom", product: "autocad"));

        var (status, body) = await _app.Api.CallAsync("GET", "/api/accounts/acme/teams/design/estimate?days=73");

        // One day of 73 is five days of a year: two people 35 tokens each for AutoCAD, one 30 for Maya.
        Assert.Equal(200, status);
        Assert.Equal(100, body.GetProperty("best").GetProperty("tokensNeeded").GetDecimal());
        Assert.Equal(294, body.GetProperty("best").GetProperty("total").GetDecimal());
    }

    /// <summary>Two teams, three users; one user's id begins as a formula does.</summary>
    private async Task BeginAsync()
    {
        await _app.BuyAsync(1_000);
        await _app.BuyAsync(1_000, "build");
        await _app.SendAsync(_app.Event(), _app.Event(user: "+1@x", product: "maya"), _app.Event(team: "build"));
    }

    private static string Figures(JsonElement row) =>
        $"{row.GetProperty("windows")} {row.GetProperty("tokens")} {row.GetProperty("cost")}";

    private async Task<IEnumerable<string>> RowsAsync(string path)
    {
        var (status, body) = await _app.Api.CallAsync("GET", path);
        Assert.True(status == 200, body.ToString());
        return body.GetProperty("rows")
            .EnumerateArray()
            .Select(row => $"{row.GetProperty("day")} {row.GetProperty("windows")}");
    }

    private async Task<string> CsvAsync(string path)
    {
        var context = new DefaultHttpContext();
        (context.Request.Method, context.Request.Path) = ("GET", path.Split('?')[0]);
        context.Request.QueryString = new QueryString("?" + path.Split('?')[1]);
        context.Request.Headers.Authorization =
            "Bearer " + _app.Key.Mint(Role.Operator, null, _app.Clock.GetUtcNow(), TimeSpan.FromHours(1));
        var written = new MemoryStream();
        context.Response.Body = written;
        await _app.Functions.InvokeHttpAsync(context);
        Assert.Equal((200, "text/csv; charset=utf-8"), (context.Response.StatusCode, context.Response.ContentType));
        return System.Text.Encoding.UTF8.GetString(written.ToArray());
    }
}
