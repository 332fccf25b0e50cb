using Azure.Messaging.ServiceBus;
using FlexFunctions.Storage;
using FlexFunctions.Storage.Tests;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace FlexFunctions.App.Tests;

/// <summary>What becomes of messages while the store is too busy: they are waited for within their lock.</summary>
public sealed class BusyLedgerTests
{
    private static readonly TimeSpan s_lock = TimeSpan.FromMinutes(5);

    private readonly SkippingClock _clock = new(AppFixture.Start);
    private readonly Mock<ServiceBusMessageActions> _actions = new(MockBehavior.Strict);

    [Fact]
    public async Task A_store_that_recovers_within_the_lock_costs_no_delivery()
    {
        var store = new BusyStore(_clock);
        await using var app = new AppFixture(store, _clock);
        await app.BuyAsync(100);
        store.BusyUntil = _clock.GetUtcNow() + (0.8 * s_lock);

        await IngestAsync(app);

        // Nothing was abandoned or dead-lettered, so the host completes the message.
        _actions.VerifyNoOtherCalls();
        Assert.Equal(93, await app.BalanceAsync());
    }

    [Fact]
    public async Task Messages_are_abandoned_before_their_lock_ends()
    {
        var store = new BusyStore(_clock);
        await using var app = new AppFixture(store, _clock);
        await app.BuyAsync(100);
        store.BusyUntil = DateTimeOffset.MaxValue;
        var lockedUntil = _clock.GetUtcNow() + s_lock;
        var (abandoned, asked) = (DateTimeOffset.MaxValue, store.Asked);
        _actions
            .Setup(settle => settle.AbandonMessageAsync(It.IsAny<ServiceBusReceivedMessage>(), null, default))
            .Callback(() => abandoned = _clock.GetUtcNow())
            .Returns(Task.CompletedTask);

        await IngestAsync(app);

        // Ten deliveries are all that a message has: most of the lock is used, and none of it is overrun.
        Assert.InRange(abandoned, AppFixture.Start + (0.8 * s_lock), lockedUntil - TimeSpan.FromSeconds(20));
        Assert.InRange(store.Asked - asked, 10, 300);
    }

    private async Task IngestAsync(AppFixture app)
    {
        var message = ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromString(app.Event()),
            messageId: "m1",
            enqueuedTime: _clock.GetUtcNow(),
            lockedUntil: _clock.GetUtcNow() + s_lock
        );
        await ActivatorUtilities
            .CreateInstance<IngestUsage>(app.Functions.Services)
            .Run([message], _actions.Object, default);
    }

    /// <summary>A store that is too busy to commit until an instant.</summary>
    private sealed class BusyStore(TimeProvider clock) : SharedStore(SqliteRowStore.OpenMemory())
    {
        public DateTimeOffset BusyUntil { get; set; }

        public int Asked { get; private set; }

        public override Task<IReadOnlyList<string?>> CommitAsync(
            string table,
            string partition,
            IReadOnlyList<RowOperation> operations,
            CancellationToken cancellationToken
        )
        {
            Asked++;
            return clock.GetUtcNow() < BusyUntil
                ? throw new RowStoreException("The store is too busy.", mayHaveBeenApplied: false)
                : base.CommitAsync(table, partition, operations, cancellationToken);
        }
    }
}
