using Azure.Messaging.ServiceBus;
using FlexFunctions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace FlexFunctions.App.Tests;

public sealed class IngestUsageTests
{
    [Fact]
    public async Task An_opened_event_charges_the_daily_rate()
    {
        await using var rig = new Rig();
        await rig.BuyAsync(100);

        await rig.SendAsync(rig.Event());

        Assert.Equal(93, await rig.BalanceAsync());
        await rig.AssertConservedAsync();
    }

    [Fact]
    public async Task The_same_event_a_hundred_times_more_changes_nothing()
    {
        await using var rig = new Rig();
        await rig.BuyAsync(100);
        var opened = rig.Event();
        await rig.SendAsync(opened);

        await rig.SendAsync([.. Enumerable.Repeat(opened, 100)]);

        Assert.Equal(93, await rig.BalanceAsync());
        Assert.Equal(2, (await rig.JournalAsync()).Count);
    }

    [Fact]
    public async Task A_charge_explains_itself()
    {
        await using var rig = new Rig();
        await rig.BuyAsync(100);
        await rig.SendAsync(rig.Event(user: "Priscilla@Acme.com"));

        var charge = (await rig.JournalAsync())[1];

        Assert.Equal("charged", charge.GetProperty("kind").GetString());
        Assert.Equal(2, charge.GetProperty("sequence").GetInt64());
        Assert.Equal("priscilla@acme.com", charge.GetProperty("user").GetString());
        Assert.Equal("autocad", charge.GetProperty("product").GetString());
        Assert.Equal(Rig.Start, charge.GetProperty("windowStart").GetDateTimeOffset());
        Assert.Equal(Rig.Start.AddDays(1), charge.GetProperty("windowEnd").GetDateTimeOffset());
        Assert.Equal(7, charge.GetProperty("rate").GetDecimal());
        Assert.Equal(-7, charge.GetProperty("tokens").GetDecimal());
        Assert.StartsWith(
            "ord-",
            charge.GetProperty("paidBy")[0].GetProperty("order").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal("e1", charge.GetProperty("event").GetProperty("id").GetString());
        Assert.Equal("flexfunctions/local", charge.GetProperty("event").GetProperty("source").GetString());
    }

    [Fact]
    public async Task A_bad_message_is_dead_lettered_alone()
    {
        await using var rig = new Rig();
        await rig.BuyAsync(100);

        await rig.SendAsync(
            rig.Event(user: "a"),
            "{\"specversion\":",
            rig.Event(user: "b", product: "nosuchcad"),
            rig.Event(user: "c")
        );

        Assert.Equal(["malformed-event", "unknown-product"], await rig.DeadLetterReasonsAsync());
        Assert.Equal(86, await rig.BalanceAsync());
        Assert.Equal(0, (await rig.Queue.CountAsync()).Active);
    }

    [Fact]
    public async Task The_good_events_of_a_bad_batch_are_applied_and_the_bad_ones_named()
    {
        await using var rig = new Rig();
        await rig.BuyAsync(100);

        await rig.SendAsync($"[{rig.Event(user: "a")},{rig.Event(product: "nosuchcad")},7,{rig.Event(user: "b")}]");

        var dead = Assert.Single(await rig.Queue.PeekDeadLettersAsync());
        Assert.Equal("unknown-product", dead.Reason);
        Assert.Equal(
            "2 of 4 events are bad, the others were applied. Bad:"
                + " [1] unknown-product: Product 'nosuchcad' has no daily rate in effect at 2026-11-02T08:00:00.0000000+00:00."
                + " [2] malformed-event: the event must be a JSON object.",
            dead.Description
        );
        Assert.Equal(86, await rig.BalanceAsync());
    }

    [Fact]
    public async Task A_dead_lettered_batch_sent_again_charges_nothing_more()
    {
        await using var rig = new Rig();
        await rig.BuyAsync(100);
        var batch = $"[{rig.Event(user: "a")},{rig.Event(product: "nosuchcad")}]";

        await rig.SendAsync(batch);
        await rig.SendAsync(batch);

        Assert.Equal(2, (await rig.DeadLetterReasonsAsync()).Count);
        Assert.Equal(93, await rig.BalanceAsync());
    }

    [Fact]
    public async Task Telemetry_creates_no_team()
    {
        await using var rig = new Rig();

        await rig.SendAsync(rig.Event(team: "ghosts"));
        await rig.BuyAsync(100, team: "ghosts");
        await rig.SendAsync(rig.Event(team: "ghosts"));

        Assert.Equal(["unknown-team"], await rig.DeadLetterReasonsAsync());
        Assert.Equal(93, await rig.BalanceAsync("ghosts"));
    }

    [Fact]
    public async Task Nothing_is_denied_on_a_remembered_balance()
    {
        using var store = SqliteRowStore.OpenMemory();
        await using var first = new Rig(new SharedStore(store));
        await using var second = new Rig(new SharedStore(store), first.Clock);
        await first.BuyAsync(7);
        await second.SendAsync(second.Event(user: "a"));
        await first.BuyAsync(7);

        // The second instance remembers an empty team; the purchase went through the first.
        await second.SendAsync(second.Event(user: "b"));

        Assert.Equal(0, await second.BalanceAsync());
        Assert.DoesNotContain(await second.JournalAsync(), line => line.GetProperty("kind").GetString() == "declined");
    }

    [Fact]
    public async Task A_team_whose_storage_fails_costs_only_its_own_messages()
    {
        var store = new FailingStore(SqliteRowStore.OpenMemory());
        await using var rig = new Rig(store);
        await rig.BuyAsync(100, account: "well");
        await rig.BuyAsync(100, account: "ill");
        store.FailingPartition = "ill";
        var actions = new Mock<ServiceBusMessageActions>(MockBehavior.Strict);
        var ill = Message(rig.Event(account: "ill"), rig);
        var both = Message($"[{rig.Event(account: "well", user: "b")},{rig.Event(account: "ill", user: "b")}]", rig);
        actions.Setup(settle => settle.AbandonMessageAsync(ill, null, default)).Returns(Task.CompletedTask);
        actions.Setup(settle => settle.AbandonMessageAsync(both, null, default)).Returns(Task.CompletedTask);
        // The lock is about to end, so there is no time to try again.
        var ingest = ActivatorUtilities.CreateInstance<IngestUsage>(rig.Functions.Services);

        await ingest.Run([Message(rig.Event(account: "well"), rig), ill, both], actions.Object, default);

        actions.Verify(
            settle => settle.AbandonMessageAsync(It.IsAny<ServiceBusReceivedMessage>(), null, default),
            Times.Exactly(2)
        );
        store.FailingPartition = null;
        Assert.Equal(86, await rig.BalanceAsync(account: "well"));
        Assert.Equal(100, await rig.BalanceAsync(account: "ill"));
    }

    [Fact]
    public async Task A_resubmitted_message_is_judged_by_the_instant_it_was_first_taken_in()
    {
        await using var rig = new Rig();
        await rig.BuyAsync(100);
        var old = rig.Event(time: Rig.Start);
        rig.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));

        await rig.SendAsync(old);
        await rig.Queue.SendAsync(
            new LocalHost.OutgoingMessage
            {
                Body = BinaryData.FromString(old),
                ApplicationProperties = new Dictionary<string, object> { ["flex-first-enqueued"] = Rig.Start },
            }
        );
        await rig.PumpAsync();

        Assert.Equal(["event-too-late"], await rig.DeadLetterReasonsAsync());
        Assert.Equal(93, await rig.BalanceAsync());
    }

    [Fact]
    public async Task The_property_of_first_intake_can_not_make_an_event_newer()
    {
        await using var rig = new Rig();
        await rig.BuyAsync(100);
        var future = rig.Event(time: Rig.Start.AddHours(1));

        await rig.Queue.SendAsync(
            new LocalHost.OutgoingMessage
            {
                Body = BinaryData.FromString(future),
                ApplicationProperties = new Dictionary<string, object>
                {
                    ["flex-first-enqueued"] = Rig.Start.AddHours(1),
                },
            }
        );
        await rig.PumpAsync();

        Assert.Equal(["event-in-future"], await rig.DeadLetterReasonsAsync());
    }

    private static ServiceBusReceivedMessage Message(string body, Rig rig) =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromString(body),
            messageId: Guid.NewGuid().ToString(),
            enqueuedTime: rig.Clock.GetUtcNow(),
            lockedUntil: rig.Clock.GetUtcNow().AddSeconds(1)
        );
}
