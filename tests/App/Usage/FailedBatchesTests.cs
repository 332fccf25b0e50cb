using Azure.Messaging.ServiceBus;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;
using FlexFunctions.Storage.Tests;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace FlexFunctions.App.Tests;

/// <summary>Batches that cannot be decided: they are held back, and only a message that is the cause is dead-lettered.</summary>
public sealed class FailedBatchesTests
{
    private const string TomsMeter = "meter|design|tom|autocad";
    private static readonly TimeSpan s_lock = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Ledger_outage_of_a_day_dead_letters_and_loses_nothing()
    {
        var store = new FailingStore(SqliteRowStore.OpenMemory());
        var clock = new SkippingClock(AppFixture.Start);
        await using var app = new AppFixture(store, clock);
        await app.BuyAsync(1_000);
        store.FailingPartition = "acme";
        var (deliveries, users) = (0, 0);

        for (var end = clock.GetUtcNow().AddDays(1); clock.GetUtcNow() < end; deliveries++)
        {
            if (clock.GetUtcNow() >= AppFixture.Start.AddHours(users))
            {
                await SendAsync(app, app.Event(user: $"user{users++}"));
            }

            await app.Functions.Listeners[0].PumpOnceAsync();
        }

        Assert.Equal(users, (await app.Queue.CountAsync()).Active);
        store.FailingPartition = null;
        await app.PumpAsync();
        Assert.Empty(await app.DeadLetterReasonsAsync());
        Assert.Equal(0, (await app.Queue.CountAsync()).Active);
        Assert.Equal(1_000 - (7 * users), await app.BalanceAsync());
        Assert.InRange(users, 20, 24);
        Assert.InRange(deliveries, 24, 1_500);
        await app.AssertConservedAsync();
    }

    [Fact]
    public async Task Poison_message_ends_as_a_dead_letter_within_an_hour()
    {
        var store = new FailingStore(SqliteRowStore.OpenMemory()) { DamagedRow = TomsMeter };
        var clock = new SkippingClock(AppFixture.Start);
        await using var app = new AppFixture(store, clock);
        await app.BuyAsync(1_000);
        await SendAsync(app, app.Event(user: "ann"), app.Event(user: "tom"), app.Event(user: "bob"));

        await app.PumpAsync();

        var dead = Assert.Single(await app.Queue.PeekDeadLettersAsync());
        Assert.Equal(("processing-failed", 10), (dead.Reason, dead.DeliveryCount));
        Assert.Contains("System.IO.InvalidDataException", dead.Description, StringComparison.Ordinal);
        // The deliveries were not used up in a moment, either.
        Assert.InRange(clock.GetUtcNow() - AppFixture.Start, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        Assert.Equal(986, await app.BalanceAsync());

        // It is charged when the cause is repaired and it is sent again.
        store.DamagedRow = null;
        Assert.Equal(1, await app.Queue.ResubmitAsync("processing-failed"));
        await app.PumpAsync();
        Assert.Equal(979, await app.BalanceAsync());
    }

    [Fact]
    public async Task Neighbours_of_a_poison_message_are_not_held_back()
    {
        var store = new FailingStore(SqliteRowStore.OpenMemory()) { DamagedRow = TomsMeter };
        // The clock stands still, so a delay would never end.
        await using var app = new AppFixture(store);
        await app.BuyAsync(1_000);
        await SendAsync(app, app.Event(user: "tom"));

        for (var neighbour = 1; neighbour <= 10; neighbour++)
        {
            await SendAsync(app, app.Event(user: $"user{neighbour}"));
            Assert.Equal(2, await app.Functions.Listeners[0].PumpOnceAsync());
            Assert.Equal(1_000 - (7 * neighbour), await app.BalanceAsync());
        }

        Assert.Equal(["processing-failed"], await app.DeadLetterReasonsAsync());
    }

    [Fact]
    public async Task Event_that_fails_is_named_among_those_of_its_message()
    {
        var store = new FailingStore(SqliteRowStore.OpenMemory()) { DamagedRow = TomsMeter };
        await using var app = new AppFixture(store);
        await app.BuyAsync(100);
        await app.BuyAsync(100, team: "research");
        var batch = $"[{app.Event(user: "ann", team: "research")},{app.Event(user: "tom")}]";
        var actions = new Mock<ServiceBusMessageActions>(MockBehavior.Strict);
        var message = Message(batch, app.Clock, delivery: 10);
        actions
            .Setup(settle =>
                settle.DeadLetterMessageAsync(
                    message,
                    null,
                    "processing-failed",
                    It.Is<string>(text => text.StartsWith("1 of 2 events are bad", StringComparison.Ordinal)),
                    default
                )
            )
            .Returns(Task.CompletedTask);

        await RunAsync(app, actions, message);

        actions.VerifyAll();
        Assert.Equal(93, await app.BalanceAsync("research"));
    }

    [Fact]
    public async Task Event_that_waits_for_the_ledger_keeps_its_message_in_the_queue()
    {
        var store = new FailingStore(SqliteRowStore.OpenMemory()) { DamagedRow = TomsMeter };
        await using var app = new AppFixture(store, new SkippingClock(AppFixture.Start));
        await app.BuyAsync(100);
        await app.BuyAsync(100, account: "ill");
        store.FailingPartition = "ill";
        var actions = new Mock<ServiceBusMessageActions>(MockBehavior.Strict);
        var message = Message($"[{app.Event(account: "ill")},{app.Event(user: "tom")}]", app.Clock, delivery: 1_999);
        actions.Setup(settle => settle.AbandonMessageAsync(message, null, default)).Returns(Task.CompletedTask);

        await RunAsync(app, actions, message);

        actions.VerifyAll();
    }

    [Theory]
    [InlineData(1, 300, 0.25)]
    [InlineData(2, 300, 0.5)]
    [InlineData(8, 300, 32)]
    [InlineData(9, 300, 60)]
    [InlineData(9, 40, 10)]
    [InlineData(9, 30, 0)]
    public async Task Delay_grows_with_the_deliveries_up_to_the_lock(int delivery, int lockSeconds, double seconds)
    {
        var store = new FailingStore(SqliteRowStore.OpenMemory()) { DamagedRow = TomsMeter };
        var clock = new SkippingClock(AppFixture.Start);
        await using var app = new AppFixture(store, clock);
        await app.BuyAsync(100);
        var abandoned = new List<DateTimeOffset>();
        var actions = new Mock<ServiceBusMessageActions>(MockBehavior.Strict);
        actions
            .Setup(settle => settle.AbandonMessageAsync(It.IsAny<ServiceBusReceivedMessage>(), null, default))
            .Callback(() => abandoned.Add(clock.GetUtcNow()))
            .Returns(Task.CompletedTask);
        var locked = TimeSpan.FromSeconds(lockSeconds);

        // The message that was delivered more often decides.
        await RunAsync(
            app,
            actions,
            Message(app.Event(user: "tom"), clock, 1, locked),
            Message(app.Event(user: "tom"), clock, delivery, locked)
        );

        Assert.Equal(seconds > 0 ? [TimeSpan.FromSeconds(seconds)] : [], clock.Waits);
        Assert.Equal(2, abandoned.Count(at => at == AppFixture.Start.AddSeconds(seconds)));
    }

    [Fact]
    public async Task Shutdown_during_the_delay_abandons_the_messages_at_once()
    {
        var store = new FailingStore(SqliteRowStore.OpenMemory()) { DamagedRow = TomsMeter };
        var clock = new WatchedClock();
        await using var app = new AppFixture(store, clock);
        await app.BuyAsync(100);
        await SendAsync(app, app.Event(user: "tom"));
        using var stop = new CancellationTokenSource();
        var running = app.Functions.Listeners[0].PumpOnceAsync(stop.Token);
        await clock.Waits.Task;
        Assert.False(running.IsCompleted);

        await stop.CancelAsync();

        Assert.Equal(1, await running);
        store.DamagedRow = null;
        Assert.Equal(1, await app.Functions.Listeners[0].PumpOnceAsync());
        Assert.Equal(93, await app.BalanceAsync());
    }

    [Fact]
    public async Task Delay_ends_when_the_host_stops()
    {
        var clock = new WatchedClock();
        using var stopping = new CancellationTokenSource();
        var host = Mock.Of<IHostApplicationLifetime>(it => it.ApplicationStopping == stopping.Token);
        var held = new HoldBack(clock, host).WaitAsync(2_000, AppFixture.Start + s_lock, default);
        Assert.False(held.IsCompleted);

        await stopping.CancelAsync();

        await held;
    }

    private static Task SendAsync(AppFixture app, params string[] bodies) =>
        app.Queue.SendAsync([.. bodies.Select(body => new OutgoingMessage { Body = BinaryData.FromString(body) })]);

    private static Task RunAsync(
        AppFixture app,
        Mock<ServiceBusMessageActions> actions,
        params ServiceBusReceivedMessage[] messages
    ) =>
        ActivatorUtilities
            .CreateInstance<IngestUsage>(app.Functions.Services)
            .Run(messages, actions.Object, CancellationToken.None);

    private static ServiceBusReceivedMessage Message(
        string body,
        TimeProvider clock,
        int delivery,
        TimeSpan? locked = null
    ) =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromString(body),
            messageId: Guid.NewGuid().ToString(),
            deliveryCount: delivery,
            enqueuedTime: clock.GetUtcNow(),
            lockedUntil: clock.GetUtcNow() + (locked ?? s_lock)
        );

    /// <summary>A clock that stands still and shows when something waits for it.</summary>
    private sealed class WatchedClock() : FakeTimeProvider(AppFixture.Start)
    {
        public TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime > TimeSpan.Zero)
            {
                Waits.TrySetResult();
            }

            return timer;
        }
    }
}
