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
    private static readonly DateTimeOffset s_monday = Rig.Start;
    private static readonly DateTimeOffset s_tuesday = Rig.Start.AddHours(24);

    [Theory, OnBothStores]
    public async Task Redelivered_messages_change_nothing_after_a_restart(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        var clock = new FakeTimeProvider(s_monday.AddHours(33));
        var told = new List<string>();
        string[] before;
        await using (var rig = new Rig(store.Open(), clock))
        {
            await rig.BuyAsync(20);

            // The vendor's example (R2): Monday 08:00 to 17:00, Tuesday 07:00 to 17:00. The first opened arrives last, so the
            // window charged from Tuesday 07:00 on has to move (R4).
            var opened = rig.Event("opened", session: "monday", time: s_monday);
            var tuesday = rig.Event("opened", session: "tuesday", time: s_monday.AddHours(23));
            await TellAsync(rig, tuesday);
            await TellAsync(
                rig,
                rig.Event("closed", session: "tuesday", time: s_monday.AddHours(33)),
                rig.Event("closed", session: "monday", time: s_monday.AddHours(9)),
                tuesday
            );
            await TellAsync(rig, opened, opened, rig.Event("opened", session: "monday", time: s_monday));

            // 6 tokens are left: too few for AutoCAD of another user (R9), enough for Maya.
            await TellAsync(rig, rig.Event(user: "robin"));
            await TellAsync(rig, rig.Event(user: "robin", product: "maya"), rig.Event(product: "nosuchcad"));

            before = await AssertRightAsync(rig);
            Assert.Equal(["unknown-product"], await rig.DeadLetterReasonsAsync());
        }

        await using var again = new Rig(store.Open(), clock);
        Assert.Equal(before, await AssertRightAsync(again));
        await again.SendAsync([.. told]);
        await again.SendAsync([.. Enumerable.Reverse(told)]);

        Assert.Equal(before, await AssertRightAsync(again));
        Assert.Equal(["unknown-product", "unknown-product"], await again.DeadLetterReasonsAsync());
        Assert.Equal(new QueueCounts(Active: 0, Deferred: 0, DeadLettered: 2), await again.Queue.CountAsync());

        Task TellAsync(Rig rig, params string[] bodies)
        {
            told.AddRange(bodies);
            return rig.SendAsync(bodies);
        }
    }

    /// <summary>Checks what an admin sees, and returns the lines of the journal.</summary>
    private static async Task<string[]> AssertRightAsync(Rig rig)
    {
        var (status, balance) = await rig.Api.CallAsync("GET", "/api/accounts/acme/teams/design/balance");
        Assert.Equal(200, status);
        Assert.Equal(0, balance.GetProperty("tokens").GetDecimal());

        var journal = await rig.JournalAsync();
        Assert.Equal(
            [
                StandingCharges.Line("priscilla", "autocad", s_monday, rate: 7),
                StandingCharges.Line("priscilla", "autocad", s_tuesday, rate: 7),
                StandingCharges.Line("robin", "maya", rig.Clock.GetUtcNow(), rate: 6),
            ],
            StandingCharges.Of(journal)
        );
        Assert.Equal("bought", journal[0].GetProperty("kind").GetString());
        var declined = Assert.Single(journal, line => line.GetProperty("kind").GetString() == "declined");
        Assert.Equal("robin", declined.GetProperty("user").GetString());
        Assert.Equal("insufficient-tokens", declined.GetProperty("reason").GetString());
        Assert.Contains(journal, line => line.GetProperty("kind").GetString() == "reversed");
        await rig.AssertConservedAsync();
        return [.. journal.Select(line => line.GetRawText())];
    }
}
