using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>What holds of a queue wherever it is kept.</summary>
public abstract class DurableQueueTests : IAsyncLifetime
{
    private protected FakeTimeProvider Time { get; } = new(Rig.Start);
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
    public async Task A_message_arrives_as_it_was_sent()
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
        Assert.Equal(Rig.Start, message.EnqueuedTime);
        Assert.Equal(Rig.Start.AddHours(1), message.ExpiresAt);
        Assert.Equal(Rig.Start.AddMinutes(5), message.LockedUntil);
        Assert.Equal(1, message.DeliveryCount);
        Assert.Equal(message.SequenceNumber, message.EnqueuedSequenceNumber);
    }

    [Fact]
    public async Task What_was_not_given_is_null_but_the_id_is_assigned()
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
    public async Task A_property_of_another_type_is_refused_by_name()
    {
        var flaw = await Assert.ThrowsAsync<ArgumentException>(() =>
            _queue.SendAsync(
                new OutgoingMessage
                {
                    Body = new BinaryData(""),
                    ApplicationProperties = new Dictionary<string, object> { ["list"] = new List<int>() },
                }
            )
        );
        Assert.Contains("'list'", flaw.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_come_in_the_order_sent_and_sequence_numbers_ascend()
    {
        var numbers = await _queue.SendAsync([
            .. Enumerable.Range(0, 20).Select(i => new OutgoingMessage { Body = new BinaryData($"{i}") }),
        ]);
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"{i}"), await ReceiveBodies(7));
        Assert.Equal(Enumerable.Range(7, 13).Select(i => $"{i}"), await ReceiveBodies());
    }

    [Fact]
    public async Task A_lapsed_lock_brings_the_message_again_with_a_higher_delivery_count()
    {
        await Send("a");
        var first = await ReceiveOne();
        Assert.Equal(first.LockedUntil, await _queue.NextWakeAsync());
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
    public async Task Settling_with_a_lost_lock_is_an_error_and_changes_nothing()
    {
        await Send("a");
        var first = await ReceiveOne();
        Time.Advance(TimeSpan.FromMinutes(5));
        // Lost even if nobody has looked into the queue since.
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

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_tenth_failed_delivery_is_the_last(int abandoned)
    {
        await Send("a");
        for (var delivery = 1; delivery <= 10; delivery++)
        {
            var message = await ReceiveOne();
            Assert.Equal(delivery, message.DeliveryCount);
            // Abandoned or lapsed, a failure is a failure.
            if (delivery % 2 == abandoned)
            {
                await _queue.AbandonAsync(message);
            }
            else
            {
                Time.Advance(TimeSpan.FromMinutes(5));
            }
        }

        Assert.Empty(await ReceiveBodies());
        var dead = Assert.Single(await _queue.PeekDeadLettersAsync());
        Assert.Equal("MaxDeliveryCountExceeded", dead.Reason);
        Assert.Equal("Message could not be consumed after 10 delivery attempts.", dead.Description);
        Assert.Equal(10, dead.DeliveryCount);
    }

    [Fact]
    public async Task A_dead_letter_says_why_and_keeps_what_it_was()
    {
        await _queue.SendAsync(
            new OutgoingMessage
            {
                Body = new BinaryData("a"),
                MessageId = "m",
                ContentType = "t",
                ApplicationProperties = new Dictionary<string, object> { ["p"] = 1L },
            }
        );
        var message = await ReceiveOne();
        Time.Advance(TimeSpan.FromSeconds(3));
        await _queue.DeadLetterAsync(message, "bad", "Very bad.", new Dictionary<string, object> { ["q"] = 2 });
        var dead = Assert.Single(await _queue.PeekDeadLettersAsync());
        Assert.Equal(
            ("bad", "Very bad.", "m", "t", "a"),
            (dead.Reason, dead.Description, dead.MessageId, dead.ContentType, dead.Body.ToString())
        );
        Assert.Equal((Rig.Start, Rig.Start.AddSeconds(3)), (dead.EnqueuedTime, dead.DeadLetteredTime));
        Assert.Equal((1L, 2), ((long)dead.ApplicationProperties["p"], (int)dead.ApplicationProperties["q"]));
        Assert.Equal(message.SequenceNumber, dead.SequenceNumber);
    }

    [Fact]
    public async Task Dead_letters_are_paged_and_counted_by_reason()
    {
        foreach (var i in Enumerable.Range(0, 9))
        {
            await Send($"{i}");
            await _queue.DeadLetterAsync(await ReceiveOne(), i % 3 == 0 ? null : $"r{i % 3}");
        }

        var page = await _queue.PeekDeadLettersAsync("r1", most: 2);
        Assert.Equal(["1", "4"], page.Select(dead => dead.Body.ToString()));
        Assert.Equal(
            ["7"],
            (await _queue.PeekDeadLettersAsync("r1", page[^1].SequenceNumber)).Select(d => d.Body.ToString())
        );
        Assert.Equal(9, (await _queue.PeekDeadLettersAsync()).Count);
        Assert.Equal(3, (await _queue.PeekDeadLettersAsync("")).Count);
        Assert.Equal(
            new Dictionary<string, long>
            {
                [""] = 3,
                ["r1"] = 3,
                ["r2"] = 3,
            },
            await _queue.CountDeadLettersAsync()
        );
    }

    [Fact]
    public async Task A_dead_letter_text_has_at_most_4096_characters()
    {
        await Send("a");
        var message = await ReceiveOne();
        await Assert.ThrowsAsync<ArgumentException>(() => _queue.DeadLetterAsync(message, new string('x', 4097)));
        await Assert.ThrowsAsync<ArgumentException>(() => _queue.DeadLetterAsync(message, "x", new string('x', 4097)));
        await _queue.DeadLetterAsync(message, new string('x', 4096), new string('x', 4096));
    }

    [Fact]
    public async Task A_deferred_message_is_kept_and_not_delivered()
    {
        await Send("a");
        await _queue.DeferAsync(await ReceiveOne());
        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(await ReceiveBodies());
        Assert.Equal(new QueueCounts(0, 1, 0), await _queue.CountAsync());
    }

    [Fact]
    public async Task An_expired_message_is_dead_lettered_not_delivered()
    {
        await _queue.SendAsync(
            new OutgoingMessage { Body = new BinaryData("a"), TimeToLive = TimeSpan.FromMinutes(1) }
        );
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await ReceiveBodies());
        Assert.Equal("TTLExpiredException", Assert.Single(await _queue.PeekDeadLettersAsync()).Reason);
    }

    [Fact]
    public async Task A_time_to_live_beyond_the_calendar_is_for_ever()
    {
        await _queue.SendAsync(new OutgoingMessage { Body = new BinaryData("a"), TimeToLive = TimeSpan.MaxValue });
        Assert.Equal(DateTimeOffset.MaxValue, (await ReceiveOne()).ExpiresAt);
    }

    [Fact]
    public async Task Completing_many_tells_which_were_lost()
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
    public async Task Queues_of_one_store_know_nothing_of_each_other()
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
    public async Task A_batch_with_a_flaw_is_refused_whole()
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
    public async Task A_sender_or_an_abandoning_receiver_wakes_who_waits()
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
    public async Task A_closed_store_refuses()
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

    // After the base has closed the store.
    public void Dispose() => _folder.Dispose();
}
