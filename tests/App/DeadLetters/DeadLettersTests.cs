using System.Globalization;
using System.Text.Json;
using FlexFunctions.LocalHost;

namespace FlexFunctions.App.Tests;

/// <summary>Listing and resubmitting dead letters.</summary>
public sealed class DeadLettersTests
{
    private static async Task<JsonElement> ListAsync(Rig rig, string query = "")
    {
        var (status, body) = await rig.Api.CallAsync("GET", $"/api/dead-letters{query}");
        Assert.True(status == 200, body.ToString());
        return body;
    }

    private static async Task<(int Status, JsonElement Body)> ResubmitAsync(Rig rig, object what) =>
        await rig.Api.CallAsync("POST", "/api/dead-letters/resubmit", what);

    [Fact]
    public async Task A_dead_letter_is_shown_with_reason_age_and_body()
    {
        await using var rig = new Rig();
        await rig.SendAsync("{ \"half\": ");
        rig.Clock.Advance(TimeSpan.FromMinutes(90));

        var listed = await ListAsync(rig);

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
        await using var rig = new Rig();
        await rig.Queue.SendAsync(new OutgoingMessage { Body = new BinaryData(new byte[] { 0xff, 0x00 }) });
        await rig.PumpAsync();

        var dead = Assert.Single((await ListAsync(rig)).GetProperty("deadLetters").EnumerateArray());

        Assert.Equal("/wA=", dead.GetProperty("bodyBase64").GetString());
        Assert.False(dead.TryGetProperty("body", out _));
    }

    [Fact]
    public async Task Pages_list_each_dead_letter_once_and_filter_by_reason()
    {
        await using var rig = new Rig();
        await rig.SendAsync([
            .. Enumerable.Range(0, 70).Select(number => string.Create(CultureInfo.InvariantCulture, $"bad {number}")),
            .. Enumerable.Range(0, 60).Select(_ => rig.Event(team: "nobody")),
        ]);

        var all = await rig.Api.ReadAllAsync("/api/dead-letters", "deadLetters");
        var first = await ListAsync(rig, "?reason=unknown-team");
        var rest = await ListAsync(rig, $"?reason=unknown-team&continuation={first.GetProperty("continuation")}");

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
        await using var rig = new Rig();
        await rig.SendAsync([.. Enumerable.Range(0, 9).Select(_ => new string('x', 250_000))]);

        var page = await ListAsync(rig);

        Assert.Equal(5, page.GetProperty("deadLetters").GetArrayLength());
        Assert.Equal(9, (await rig.Api.ReadAllAsync("/api/dead-letters", "deadLetters")).Count);
    }

    [Fact]
    public async Task A_resubmitted_event_keeps_its_first_enqueued_time()
    {
        await using var rig = new Rig();
        await rig.SendAsync(rig.Event(user: "priscilla"), rig.Event(user: "tom"));
        Assert.Equal(["unknown-team", "unknown-team"], await rig.DeadLetterReasonsAsync());
        await rig.BuyAsync(100);
        // Events sent now for the first time would be too late.
        rig.Clock.Advance(TimeSpan.FromDays(8));
        var number = (await ListAsync(rig)).GetProperty("deadLetters")[0].GetProperty("sequenceNumber").GetInt64();

        var (status, body) = await ResubmitAsync(rig, new { sequenceNumber = number });
        await rig.PumpAsync();

        Assert.Equal((200, 1), (status, body.GetProperty("resubmitted").GetInt32()));
        Assert.Equal(93, await rig.BalanceAsync());
        Assert.Equal(404, (await ResubmitAsync(rig, new { sequenceNumber = number })).Status);

        (status, body) = await ResubmitAsync(rig, new { reason = "unknown-team" });
        await rig.PumpAsync();

        Assert.Equal((200, 1), (status, body.GetProperty("resubmitted").GetInt32()));
        Assert.Equal(86, await rig.BalanceAsync());
        Assert.Empty(await rig.DeadLetterReasonsAsync());
    }

    [Fact]
    public async Task A_resubmitted_invalid_event_is_dead_lettered_again()
    {
        await using var rig = new Rig();
        await rig.SendAsync("bad", rig.Event(team: "nobody"));

        Assert.Equal(
            1,
            (await ResubmitAsync(rig, new { reason = "unknown-team" })).Body.GetProperty("resubmitted").GetInt32()
        );
        await rig.PumpAsync();
        Assert.Equal(
            0,
            (await ResubmitAsync(rig, new { reason = "nosuch" })).Body.GetProperty("resubmitted").GetInt32()
        );

        Assert.Equal(["malformed-event", "unknown-team"], await rig.DeadLetterReasonsAsync());
    }
}
