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
        await using var app = new AppFixture();
        await app.BuyAsync(100);

        await app.SendAsync(app.Event());

        Assert.Equal(93, await app.BalanceAsync());
        await app.AssertConservedAsync();
    }

    [Fact]
    public async Task The_same_event_a_hundred_times_more_changes_nothing()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        var opened = app.Event();
        await app.SendAsync(opened);

        await app.SendAsync([.. Enumerable.Repeat(opened, 100)]);

        Assert.Equal(93, await app.BalanceAsync());
        Assert.Equal(2, (await app.JournalAsync()).Count);
    }

    [Fact]
    public async Task A_charge_explains_itself()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        await app.SendAsync(app.Event(user: "Priscilla@Acme.com"));

        var charge = (await app.JournalAsync())[1];

        Assert.Equal("charged", charge.GetProperty("kind").GetString());
        Assert.Equal(2, charge.GetProperty("sequence").GetInt64());
        Assert.Equal("priscilla@acme.com", charge.GetProperty("user").GetString());
        Assert.Equal("autocad", charge.GetProperty("product").GetString());
        Assert.Equal(AppFixture.Start, charge.GetProperty("windowStart").GetDateTimeOffset());
        Assert.Equal(AppFixture.Start.AddDays(1), charge.GetProperty("windowEnd").GetDateTimeOffset());
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
        await using var app = new AppFixture();
        await app.BuyAsync(100);

        await app.SendAsync(
            app.Event(user: "a"),
            "{\"specversion\":",
            app.Event(user: "b", product: "nosuchcad"),
            app.Event(user: "c")
        );

        Assert.Equal(["malformed-event", "unknown-product"], await app.DeadLetterReasonsAsync());
        Assert.Equal(86, await app.BalanceAsync());
        Assert.Equal(0, (await app.Queue.CountAsync()).Active);
    }

    [Fact]
    public async Task The_good_events_of_a_bad_batch_are_applied_and_the_bad_ones_named()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);

        await app.SendAsync($"[{app.Event(user: "a")},{app.Event(product: "nosuchcad")},7,{app.Event(user: "b")}]");

        var dead = Assert.Single(await app.Queue.PeekDeadLettersAsync());
        Assert.Equal("unknown-product", dead.Reason);
        Assert.Equal(
            "2 of 4 events are bad, the others were applied. Bad:"
                + " [1] unknown-product: Product 'nosuchcad' has no daily rate in effect at 2026-11-02T08:00:00.0000000+00:00."
                + " [2] malformed-event: the event must be a JSON object.",
            dead.Description
        );
        Assert.Equal(86, await app.BalanceAsync());
    }

    [Fact]
    public async Task A_dead_lettered_batch_sent_again_charges_nothing_more()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        var batch = $"[{app.Event(user: "a")},{app.Event(product: "nosuchcad")}]";

        await app.SendAsync(batch);
        await app.SendAsync(batch);

        Assert.Equal(2, (await app.DeadLetterReasonsAsync()).Count);
        Assert.Equal(93, await app.BalanceAsync());
    }

    [Fact]
    public async Task Telemetry_creates_no_team()
    {
        await using var app = new AppFixture();

        await app.SendAsync(app.Event(team: "ghosts"));
        await app.BuyAsync(100, team: "ghosts");
        await app.SendAsync(app.Event(team: "ghosts"));

        Assert.Equal(["unknown-team"], await app.DeadLetterReasonsAsync());
        Assert.Equal(93, await app.BalanceAsync("ghosts"));
    }

    [Fact]
    public async Task Nothing_is_denied_on_a_remembered_balance()
    {
        using var store = SqliteRowStore.OpenMemory();
        await using var first = new AppFixture(new SharedStore(store));
        await using var second = new AppFixture(new SharedStore(store), first.Clock);
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
        await using var app = new AppFixture(store);
        await app.BuyAsync(100, account: "well");
        await app.BuyAsync(100, account: "ill");
        store.FailingPartition = "ill";
        var actions = new Mock<ServiceBusMessageActions>(MockBehavior.Strict);
        var ill = Message(app.Event(account: "ill"), app);
        var both = Message($"[{app.Event(account: "well", user: "b")},{app.Event(account: "ill", user: "b")}]", app);
        actions.Setup(settle => settle.AbandonMessageAsync(ill, null, default)).Returns(Task.CompletedTask);
        actions.Setup(settle => settle.AbandonMessageAsync(both, null, default)).Returns(Task.CompletedTask);
        // The lock is about to end, so there is no time to try again.
        var ingest = ActivatorUtilities.CreateInstance<IngestUsage>(app.Functions.Services);

        await ingest.Run([Message(app.Event(account: "well"), app), ill, both], actions.Object, default);

        actions.Verify(
            settle => settle.AbandonMessageAsync(It.IsAny<ServiceBusReceivedMessage>(), null, default),
            Times.Exactly(2)
        );
        store.FailingPartition = null;
        Assert.Equal(86, await app.BalanceAsync(account: "well"));
        Assert.Equal(100, await app.BalanceAsync(account: "ill"));
    }

    [Fact]
    public async Task A_resubmitted_message_is_judged_by_the_instant_it_was_first_taken_in()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        var old = app.Event(time: AppFixture.Start);
        app.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));

        await app.SendAsync(old);
        await app.Queue.SendAsync(
            new LocalHost.OutgoingMessage
            {
                Body = BinaryData.FromString(old),
                ApplicationProperties = new Dictionary<string, object> { ["flex-first-enqueued"] = AppFixture.Start },
            }
        );
        await app.PumpAsync();

        Assert.Equal(["event-too-late"], await app.DeadLetterReasonsAsync());
        Assert.Equal(93, await app.BalanceAsync());
    }

    [Fact]
    public async Task The_property_of_first_intake_can_not_make_an_event_newer()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        var future = app.Event(time: AppFixture.Start.AddHours(1));

        await app.Queue.SendAsync(
            new LocalHost.OutgoingMessage
            {
                Body = BinaryData.FromString(future),
                ApplicationProperties = new Dictionary<string, object>
                {
                    ["flex-first-enqueued"] = AppFixture.Start.AddHours(1),
                },
            }
        );
        await app.PumpAsync();

        Assert.Equal(["event-in-future"], await app.DeadLetterReasonsAsync());
    }

    [Fact]
    public async Task Description_of_a_batch_with_many_bad_events_is_bounded()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        await app.BuyAsync(100, account: "other");
        var events = Enumerable
            .Range(0, 1_000)
            .Select(i => app.Event(product: i % 6 == 0 ? "nosuchcad" : "autocad", session: $"s{i}"));

        await app.SendAsync($"[{string.Join(',', events)}]", app.Event(account: "other"));

        var dead = Assert.Single(await app.Queue.PeekDeadLettersAsync());
        Assert.Equal("unknown-product", dead.Reason);
        Assert.InRange(dead.Description!.Length, 700, 1_024);
        Assert.StartsWith(
            "167 of 1000 events are bad, the others were applied. Bad: [0] unknown-product: Product 'nosuchcad' has no",
            dead.Description!,
            StringComparison.Ordinal
        );
        Assert.Contains(" and 36, 42, 48, 54", dead.Description, StringComparison.Ordinal);
        Assert.Equal((93, 93), (await app.BalanceAsync(), await app.BalanceAsync(account: "other")));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "event-too-late")]
    [InlineData("0001-01-01T00:00:00Z", "2026-11-02T08:00:00Z", null)]
    [InlineData("2025-11-01T07:59:59Z", "2025-11-01T07:59:59Z", "event-too-late")]
    [InlineData("2025-11-01T08:00:00Z", "2025-11-01T08:00:00Z", null)]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z", "event-in-future")]
    [InlineData("9999-12-31T23:59:59Z", "2026-11-02T08:00:00Z", null)]
    [InlineData("2026-11-02T08:00:00Z", "0001-01-01T00:00:00+14:00", "malformed-event")]
    public async Task Absurd_instants_leave_the_neighbours_alone(string firstEnqueued, string time, string? deadLetter)
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        var absurd = app.Event(user: "tom").Replace("2026-11-02T08:00:00Z", time, StringComparison.Ordinal);

        Assert.Contains(time, absurd, StringComparison.Ordinal);
        await app.Queue.SendAsync([
            new LocalHost.OutgoingMessage
            {
                Body = BinaryData.FromString(absurd),
                ApplicationProperties = new Dictionary<string, object> { ["flex-first-enqueued"] = firstEnqueued },
            },
            new LocalHost.OutgoingMessage { Body = BinaryData.FromString(app.Event(user: "priscilla")) },
        ]);
        await app.PumpAsync();

        Assert.Equal(deadLetter is null ? [] : [deadLetter], await app.DeadLetterReasonsAsync());
        Assert.Equal(deadLetter is null ? 86 : 93, await app.BalanceAsync());
    }

    [Fact]
    public async Task An_unexpected_failure_costs_only_the_message_that_causes_it()
    {
        var store = new FailingStore(SqliteRowStore.OpenMemory()) { DamagedRow = "meter|design|tom|autocad" };
        await using var app = new AppFixture(store);
        await app.BuyAsync(100);
        var actions = new Mock<ServiceBusMessageActions>(MockBehavior.Strict);
        var culprit = Message(app.Event(user: "tom"), app);
        actions.Setup(settle => settle.AbandonMessageAsync(culprit, null, default)).Returns(Task.CompletedTask);
        var ingest = ActivatorUtilities.CreateInstance<IngestUsage>(app.Functions.Services);

        await ingest.Run(
            [Message(app.Event(user: "a"), app), culprit, Message(app.Event(user: "b"), app)],
            actions.Object,
            default
        );

        actions.VerifyAll();
        Assert.Equal(86, await app.BalanceAsync());
    }

    [Fact]
    public async Task A_settlement_that_fails_leaves_the_other_messages_alone()
    {
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        var actions = new Mock<ServiceBusMessageActions>(MockBehavior.Strict);
        var (first, second) = (Message("1", app), Message("2", app));
        actions
            .Setup(settle => settle.DeadLetterMessageAsync(first, null, "malformed-event", It.IsAny<string>(), default))
            .ThrowsAsync(new InvalidOperationException("The lock is lost."));
        actions.Setup(settle => settle.AbandonMessageAsync(first, null, default)).Returns(Task.CompletedTask);
        actions
            .Setup(settle =>
                settle.DeadLetterMessageAsync(second, null, "malformed-event", It.IsAny<string>(), default)
            )
            .Returns(Task.CompletedTask);
        var ingest = ActivatorUtilities.CreateInstance<IngestUsage>(app.Functions.Services);

        await ingest.Run([first, second], actions.Object, default);

        actions.VerifyAll();
    }

    private static ServiceBusReceivedMessage Message(string body, AppFixture app) =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromString(body),
            messageId: Guid.NewGuid().ToString(),
            enqueuedTime: app.Clock.GetUtcNow(),
            lockedUntil: app.Clock.GetUtcNow().AddSeconds(1)
        );
}
