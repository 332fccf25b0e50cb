using System.Globalization;
using System.Text.Json;
using FlexFunctions.LocalHost;

namespace FlexFunctions.App.Tests;

/// <summary>Listing and resubmitting dead letters.</summary>
public sealed class DeadLettersTests
{
    private static async Task<JsonElement> ListAsync(AppFixture app, string query = "")
    {
        var (status, body) = await app.Api.CallAsync("GET", $"/api/dead-letters{query}");
        Assert.True(status == 200, body.ToString());
        return body;
    }

    private static async Task<(int Status, JsonElement Body)> ResubmitAsync(AppFixture app, object what) =>
        await app.Api.CallAsync("POST", "/api/dead-letters/resubmit", what);

    [Fact]
    public async Task A_dead_letter_is_shown_with_reason_age_and_body()
    {
        await using var app = new AppFixture();
        await app.SendAsync("{ \"half\": ");
        app.Clock.Advance(TimeSpan.FromMinutes(90));

        var listed = await ListAsync(app);

        var dead = Assert.Single(listed.GetProperty("deadLetters").EnumerateArray());
        Assert.Equal("malformed-event", dead.GetProperty("reason").GetString());
        Assert.NotEmpty(dead.GetProperty("description").GetString()!);
        Assert.Equal("{ \"half\": ", dead.GetProperty("body").GetString());
        Assert.Equal(90 * 60, dead.GetProperty("ageSeconds").GetInt64());
        Assert.Equal("2026-11-02T08:00:00Z", dead.GetProperty("enqueuedAt").GetString());
        var reason = Assert.Single(listed.GetProperty("reasons").EnumerateArray());
        Assert.Equal(
            ("malformed-event", 1),
            (reason.GetProperty("reason").GetString(), reason.GetProperty("count").GetInt32())
        );
        Assert.False(listed.TryGetProperty("continuation", out _));
    }

    [Fact]
    public async Task A_binary_body_is_shown_in_Base64()
    {
        await using var app = new AppFixture();
        await app.Queue.SendAsync(new OutgoingMessage { Body = new BinaryData(new byte[] { 0xff, 0x00 }) });
        await app.PumpAsync();

        var dead = Assert.Single((await ListAsync(app)).GetProperty("deadLetters").EnumerateArray());

        Assert.Equal("/wA=", dead.GetProperty("bodyBase64").GetString());
        Assert.False(dead.TryGetProperty("body", out _));
    }

    [Fact]
    public async Task Pages_list_each_dead_letter_once_and_filter_by_reason()
    {
        await using var app = new AppFixture();
        await app.SendAsync([
            .. Enumerable.Range(0, 70).Select(number => string.Create(CultureInfo.InvariantCulture, $"bad {number}")),
            .. Enumerable.Range(0, 60).Select(_ => app.Event(team: "nobody")),
        ]);

        var all = await app.Api.ReadAllAsync("/api/dead-letters", "deadLetters");
        var first = await ListAsync(app, "?reason=unknown-team");
        var rest = await ListAsync(app, $"?reason=unknown-team&continuation={first.GetProperty("continuation")}");

        Assert.Equal(130, all.Select(dead => dead.GetProperty("sequenceNumber").GetInt64()).Distinct().Count());
        Assert.Equal(
            (50, 10),
            (first.GetProperty("deadLetters").GetArrayLength(), rest.GetProperty("deadLetters").GetArrayLength())
        );
        Assert.Equal(
            [70, 60],
            first.GetProperty("reasons").EnumerateArray().Select(one => one.GetProperty("count").GetInt32())
        );
    }

    [Fact]
    public async Task A_page_with_large_bodies_ends_early()
    {
        await using var app = new AppFixture();
        await app.SendAsync([.. Enumerable.Range(0, 9).Select(_ => new string('x', 250_000))]);

        var page = await ListAsync(app);

        Assert.Equal(5, page.GetProperty("deadLetters").GetArrayLength());
        Assert.Equal(9, (await app.Api.ReadAllAsync("/api/dead-letters", "deadLetters")).Count);
    }

    [Fact]
    public async Task A_resubmitted_event_keeps_its_first_enqueued_time()
    {
        await using var app = new AppFixture();
        await app.SendAsync(app.Event(user: "priscilla"), app.Event(user: "tom"));
        Assert.Equal(["unknown-team", "unknown-team"], await app.DeadLetterReasonsAsync());
        await app.BuyAsync(100);
        // Events sent now for the first time would be too late.
        app.Clock.Advance(TimeSpan.FromDays(8));
        var number = (await ListAsync(app)).GetProperty("deadLetters")[0].GetProperty("sequenceNumber").GetInt64();

        var (status, body) = await ResubmitAsync(app, new { sequenceNumber = number });
        await app.PumpAsync();

        Assert.Equal((200, 1), (status, body.GetProperty("resubmitted").GetInt32()));
        Assert.Equal(93, await app.BalanceAsync());
        Assert.Equal(404, (await ResubmitAsync(app, new { sequenceNumber = number })).Status);

        (status, body) = await ResubmitAsync(app, new { reason = "unknown-team" });
        await app.PumpAsync();

        Assert.Equal((200, 1), (status, body.GetProperty("resubmitted").GetInt32()));
        Assert.Equal(86, await app.BalanceAsync());
        Assert.Empty(await app.DeadLetterReasonsAsync());
    }

    [Fact]
    public async Task A_resubmitted_invalid_event_is_dead_lettered_again()
    {
        await using var app = new AppFixture();
        await app.SendAsync("bad", app.Event(team: "nobody"));

        Assert.Equal(
            1,
            (await ResubmitAsync(app, new { reason = "unknown-team" })).Body.GetProperty("resubmitted").GetInt32()
        );
        await app.PumpAsync();
        Assert.Equal(
            0,
            (await ResubmitAsync(app, new { reason = "nosuch" })).Body.GetProperty("resubmitted").GetInt32()
        );

        Assert.Equal(["malformed-event", "unknown-team"], await app.DeadLetterReasonsAsync());
    }
}
