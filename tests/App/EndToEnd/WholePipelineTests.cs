using FlexFunctions.LocalHost;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>
/// From purchase to journal on each kind of store: tokens are bought over HTTP, usage arrives through the queue, balance and
/// journal are read over HTTP. Then the functions restart on the same store, and all messages are delivered again.
/// </summary>
[Collection(TestStores.Collection)]
public sealed class WholePipelineTests(TestStores stores)
{
    private static readonly DateTimeOffset s_monday = AppFixture.Start;
    private static readonly DateTimeOffset s_tuesday = AppFixture.Start.AddHours(24);

    [Theory, OnBothStores]
    public async Task Redelivered_messages_change_nothing_after_a_restart(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        var clock = new FakeTimeProvider(s_monday.AddHours(33));
        var told = new List<string>();
        string[] before;
        await using (var app = new AppFixture(store.Open(), clock))
        {
            await app.BuyAsync(20);

            // The vendor's example (R2): Monday 08:00 to 17:00, Tuesday 07:00 to 17:00. The first opened arrives last, so the
            // window charged from Tuesday 07:00 on has to move (R4).
            var opened = app.Event("opened", session: "monday", time: s_monday);
            var tuesday = app.Event("opened", session: "tuesday", time: s_monday.AddHours(23));
            await TellAsync(app, tuesday);
            await TellAsync(
                app,
                app.Event("closed", session: "tuesday", time: s_monday.AddHours(33)),
                app.Event("closed", session: "monday", time: s_monday.AddHours(9)),
                tuesday
            );
            await TellAsync(app, opened, opened, app.Event("opened", session: "monday", time: s_monday));

            // 6 tokens are left: too few for AutoCAD of another user (R9), enough for Maya.
            await TellAsync(app, app.Event(user: "robin"));
            await TellAsync(app, app.Event(user: "robin", product: "maya"), app.Event(product: "nosuchcad"));

            before = await AssertRightAsync(app);
            Assert.Equal(["unknown-product"], await app.DeadLetterReasonsAsync());
        }

        await using var again = new AppFixture(store.Open(), clock);
        Assert.Equal(before, await AssertRightAsync(again));
        await again.SendAsync([.. told]);
        await again.SendAsync([.. Enumerable.Reverse(told)]);

        Assert.Equal(before, await AssertRightAsync(again));
        Assert.Equal(["unknown-product", "unknown-product"], await again.DeadLetterReasonsAsync());
        Assert.Equal(new QueueCounts(Active: 0, Deferred: 0, DeadLettered: 2), await again.Queue.CountAsync());

        Task TellAsync(AppFixture app, params string[] bodies)
        {
            told.AddRange(bodies);
            return app.SendAsync(bodies);
        }
    }

    /// <summary>Checks what an admin sees, and returns the lines of the journal.</summary>
    private static async Task<string[]> AssertRightAsync(AppFixture app)
    {
        var (status, balance) = await app.Api.CallAsync("GET", "/api/accounts/acme/teams/design/balance");
        Assert.Equal(200, status);
        Assert.Equal(0, balance.GetProperty("tokens").GetDecimal());

        var journal = await app.JournalAsync();
        Assert.Equal(
            [
                StandingCharges.Line("priscilla", "autocad", s_monday, rate: 7),
                StandingCharges.Line("priscilla", "autocad", s_tuesday, rate: 7),
                StandingCharges.Line("robin", "maya", app.Clock.GetUtcNow(), rate: 6),
            ],
            StandingCharges.Of(journal)
        );
        Assert.Equal("bought", journal[0].GetProperty("kind").GetString());
        var declined = Assert.Single(journal, line => line.GetProperty("kind").GetString() == "declined");
        Assert.Equal("robin", declined.GetProperty("user").GetString());
        Assert.Equal("insufficient-tokens", declined.GetProperty("reason").GetString());
        Assert.Contains(journal, line => line.GetProperty("kind").GetString() == "reversed");
        await app.AssertConservedAsync();
        return [.. journal.Select(line => line.GetRawText())];
    }
}
