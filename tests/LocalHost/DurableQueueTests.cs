using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>The behavior of a queue in memory and in a file.</summary>
public abstract partial class DurableQueueTests : IAsyncLifetime
{
    private protected FakeTimeProvider Time { get; } = new(FunctionsFixture.Start);
    private QueueStore _store = null!;
    private DurableQueue _queue = null!;

    private protected abstract QueueStore Open(IEnumerable<string> names);

    public Task InitializeAsync()
    {
        _store = Open(["events", "other"]);
        _queue = _store.Queues["events"];
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    private Task<long> Send(string body) => _queue.SendAsync(new OutgoingMessage { Body = new BinaryData(body) });

    private async Task<ServiceBusReceivedMessage> ReceiveOne() => Assert.Single(await _queue.ReceiveAsync(10));

    private async Task<IReadOnlyList<string>> ReceiveBodies(int most = 100) =>
        [.. (await _queue.ReceiveAsync(most)).Select(message => message.Body.ToString())];

    [Fact]
    public async Task Message_arrives_as_sent()
    {
        await _queue.SendAsync(
            new OutgoingMessage
            {
                Body = new BinaryData(new byte[] { 0, 1, 255 }),
                MessageId = "m",
                CorrelationId = "c",
                Subject = "s",
                SessionId = "x",
                ContentType = "application/json",
                TimeToLive = TimeSpan.FromHours(1),
            }
        );
        var message = await ReceiveOne();
        Assert.Equal(new byte[] { 0, 1, 255 }, message.Body.ToArray());
        Assert.Equal(
            ("m", "c", "s", "x"),
            (message.MessageId, message.CorrelationId, message.Subject, message.SessionId)
        );
        Assert.Equal("application/json", message.ContentType);
        Assert.Equal(FunctionsFixture.Start, message.EnqueuedTime);
        Assert.Equal(FunctionsFixture.Start.AddHours(1), message.ExpiresAt);
        Assert.Equal(FunctionsFixture.Start.AddMinutes(5), message.LockedUntil);
        Assert.Equal(1, message.DeliveryCount);
        Assert.Equal(message.SequenceNumber, message.EnqueuedSequenceNumber);
    }

    [Fact]
    public async Task Missing_properties_are_null_and_an_id_is_assigned()
    {
        await Send("a");
        var message = await ReceiveOne();
        Assert.NotEmpty(message.MessageId);
        Assert.Null(message.CorrelationId);
        Assert.Null(message.ContentType);
        Assert.Null(message.DeadLetterReason);
        Assert.Equal(DateTimeOffset.MaxValue, message.ExpiresAt);
    }

    [Fact]
    public async Task Application_properties_keep_their_types()
    {
        var properties = new Dictionary<string, object>
        {
            ["string"] = "ä\"\n",
            ["bool"] = true,
            ["char"] = 'x',
            ["sbyte"] = sbyte.MinValue,
            ["short"] = short.MinValue,
            ["int"] = int.MinValue,
            ["long"] = long.MinValue,
            ["byte"] = byte.MaxValue,
            ["ushort"] = ushort.MaxValue,
            ["uint"] = uint.MaxValue,
            ["ulong"] = ulong.MaxValue,
            ["float"] = 0.1f,
            ["double"] = double.NegativeInfinity,
            ["decimal"] = 1.10m,
            ["guid"] = Guid.Parse("11111111-2222-3333-4444-555555555555"),
            ["bytes"] = new byte[] { 0, 255 },
            ["uri"] = new Uri("https://example.org/a?b"),
            ["timespan"] = TimeSpan.FromTicks(-1),
            ["utc"] = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(1),
            ["offset"] = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(5)),
        };
        await _queue.SendAsync(new OutgoingMessage { Body = new BinaryData(""), ApplicationProperties = properties });
        var received = (await ReceiveOne()).ApplicationProperties;
        Assert.Equal(properties.Count, received.Count);
        foreach (var (name, value) in properties)
        {
            Assert.Equal(value.GetType(), received[name].GetType());
            Assert.Equal(value, received[name]);
        }

        Assert.Equal(TimeSpan.FromHours(5), ((DateTimeOffset)received["offset"]).Offset);
        Assert.Equal(DateTimeKind.Utc, ((DateTime)received["utc"]).Kind);
    }

    [Fact]
    public async Task Unsupported_property_type_is_rejected()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            _queue.SendAsync(
                new OutgoingMessage
                {
                    Body = new BinaryData(""),
                    ApplicationProperties = new Dictionary<string, object> { ["list"] = new List<int>() },
                }
            )
        );
        Assert.Contains("'list'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_are_delivered_in_order()
    {
        var numbers = await _queue.SendAsync([
            .. Enumerable.Range(0, 20).Select(i => new OutgoingMessage { Body = new BinaryData($"{i}") }),
        ]);
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"{i}"), await ReceiveBodies(7));
        Assert.Equal(Enumerable.Range(7, 13).Select(i => $"{i}"), await ReceiveBodies());
    }

    [Fact]
    public async Task Expired_lock_redelivers_the_message()
    {
        await Send("a");
        var first = await ReceiveOne();
        Assert.Equal(first.LockedUntil, await _queue.NextDueAsync());
        Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.Empty(await ReceiveBodies());
        Assert.Equal(new QueueCounts(1, 0, 0), await _queue.CountAsync());
        Time.Advance(TimeSpan.FromTicks(1));
        var second = await ReceiveOne();
        Assert.Equal(2, second.DeliveryCount);
        Assert.NotEqual(first.LockToken, second.LockToken);
        Assert.Equal(first.SequenceNumber, second.SequenceNumber);
        Assert.Equal(first.EnqueuedTime, second.EnqueuedTime);
    }

    [Fact]
    public async Task Settling_with_a_lost_lock_throws_and_changes_nothing()
    {
        await Send("a");
        var first = await ReceiveOne();
        Time.Advance(TimeSpan.FromMinutes(5));
        // The lock is lost even before the queue is read again.
        await Assert.ThrowsAsync<MessageLockLostException>(() => _queue.CompleteAsync(first));
        var second = await ReceiveOne();
        await Assert.ThrowsAsync<MessageLockLostException>(() => _queue.CompleteAsync(first));
        await Assert.ThrowsAsync<MessageLockLostException>(() => _queue.AbandonAsync(first));
        await Assert.ThrowsAsync<MessageLockLostException>(() => _queue.DeadLetterAsync(first));
        await Assert.ThrowsAsync<MessageLockLostException>(() => _queue.DeferAsync(first));
        await Assert.ThrowsAsync<MessageLockLostException>(() => _queue.RenewLockAsync(first));
        await _queue.CompleteAsync(second);
        var again = await Assert.ThrowsAsync<MessageLockLostException>(() => _queue.CompleteAsync(second));
        Assert.Contains("'events'", again.Message, StringComparison.Ordinal);
        Assert.Equal(new QueueCounts(0, 0, 0), await _queue.CountAsync());
    }

    [Fact]
    public async Task Deferred_message_is_kept_but_not_delivered()
    {
        await Send("a");
        await _queue.DeferAsync(await ReceiveOne());
        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(await ReceiveBodies());
        Assert.Equal(new QueueCounts(0, 1, 0), await _queue.CountAsync());
    }

    [Fact]
    public async Task Completing_a_batch_returns_the_lost_messages()
    {
        await Send("a");
        var early = await ReceiveOne();
        Time.Advance(TimeSpan.FromMinutes(4));
        await Send("b");
        var late = await ReceiveOne();
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Same(early, Assert.Single(await _queue.CompleteAsync([early, late])));
        Assert.Equal(["a"], await ReceiveBodies());
    }

    [Fact]
    public async Task Queues_of_a_store_are_independent()
    {
        await Send("a");
        await Send("b");
        var message = await ReceiveOneOf(_queue);
        var other = _store.Queues["OTHER"];
        Assert.Empty(await other.ReceiveAsync(10));
        await Assert.ThrowsAsync<MessageLockLostException>(() => other.CompleteAsync(message));
        await _queue.DeadLetterAsync(message, "r");
        Assert.Empty(await other.PeekDeadLettersAsync());
        Assert.Equal(new QueueCounts(0, 0, 0), await other.CountAsync());
        Assert.Equal(new QueueCounts(1, 0, 1), await _queue.CountAsync());

        static async Task<ServiceBusReceivedMessage> ReceiveOneOf(DurableQueue queue) =>
            (await queue.ReceiveAsync(1))[0];
    }

    [Fact]
    public async Task Batch_with_an_invalid_message_is_rejected()
    {
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _queue.SendAsync([
                new OutgoingMessage { Body = new BinaryData("a") },
                new OutgoingMessage { Body = new BinaryData(new byte[OutgoingMessage.MaxBodyBytes + 1]) },
            ])
        );
        Assert.Empty(await ReceiveBodies());
    }

    [Fact]
    public async Task Sending_or_abandoning_wakes_a_waiting_receiver()
    {
        var arrival = _queue.NextArrival;
        Assert.False(arrival.IsCompleted);
        await Send("a");
        await arrival.WaitAsync(TimeSpan.FromSeconds(30));
        var message = await ReceiveOne();
        arrival = _queue.NextArrival;
        await _queue.AbandonAsync(message);
        await arrival.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Closed_store_throws()
    {
        await _store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Send("a"));
    }
}

public sealed class MemoryQueueTests : DurableQueueTests
{
    private protected override QueueStore Open(IEnumerable<string> names) => QueueStore.InMemory(names, Time);
}

public sealed class FileQueueTests : DurableQueueTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private protected override QueueStore Open(IEnumerable<string> names) =>
        QueueStore.Open(Path.Combine(_folder.Path, "q", "queues.db"), names, Time);

    // xunit calls this after the base class closed the store.
    public void Dispose() => _folder.Dispose();
}
