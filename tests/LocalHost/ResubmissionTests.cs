using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>Manual and automatic resubmission of dead letters.</summary>
public sealed class ResubmissionTests : IAsyncDisposable
{
    private const string First = "first-instant";

    private readonly FakeTimeProvider _time = new(FunctionsFixture.Start);
    private readonly QueueStore _store;
    private readonly DurableQueue _queue;

    public ResubmissionTests()
    {
        _store = QueueStore.InMemory(["events", "other"], _time, new() { FirstEnqueuedProperty = First });
        _queue = _store.Queues["events"];
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<long> Die(string reason, string body = "a", TimeSpan? lives = null)
    {
        await _queue.SendAsync(
            new OutgoingMessage
            {
                Body = new BinaryData(body),
                MessageId = "id-" + body,
                CorrelationId = "c",
                Subject = "s",
                SessionId = "x",
                ContentType = "t",
                TimeToLive = lives,
                ApplicationProperties = new Dictionary<string, object> { ["n"] = 1 },
            }
        );
        var message = Assert.Single(await _queue.ReceiveAsync(10));
        await _queue.DeadLetterAsync(message, reason, "because");
        return message.SequenceNumber;
    }

    private async Task<ServiceBusReceivedMessage> ReceiveOne() => Assert.Single(await _queue.ReceiveAsync(10));

    private async Task Exhaust()
    {
        for (var i = 0; i < 10; i++)
        {
            await _queue.AbandonAsync(await ReceiveOne());
        }

        Assert.Empty(await _queue.ReceiveAsync(10));
    }

    [Fact]
    public async Task Resubmitted_message_is_new_but_keeps_its_first_enqueued_time()
    {
        var number = await Die("r", lives: TimeSpan.FromHours(3));
        _time.Advance(TimeSpan.FromMinutes(5));
        var arrival = _queue.NextArrival;

        Assert.True(await _queue.ResubmitAsync(number));

        Assert.True(arrival.IsCompleted);
        var again = await ReceiveOne();
        Assert.True(again.SequenceNumber > number);
        Assert.Equal((1, "id-a", "a"), (again.DeliveryCount, again.MessageId, again.Body.ToString()));
        Assert.Equal(("c", "s", "x", "t"), (again.CorrelationId, again.Subject, again.SessionId, again.ContentType));
        Assert.Equal(FunctionsFixture.Start.AddMinutes(5), again.EnqueuedTime);
        Assert.Equal(FunctionsFixture.Start.AddMinutes(5).AddHours(3), again.ExpiresAt);
        Assert.Equal(
            new Dictionary<string, object> { ["n"] = 1, [First] = FunctionsFixture.Start },
            again.ApplicationProperties
        );
        Assert.Equal(0, (await _queue.CountAsync()).DeadLettered);
    }

    [Fact]
    public async Task First_enqueued_time_survives_repeated_resubmission()
    {
        var number = await Die("r");
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await _queue.ResubmitAsync(number);
            var again = await ReceiveOne();
            Assert.Equal(FunctionsFixture.Start, again.ApplicationProperties[First]);
            await _queue.DeadLetterAsync(again, "r");
            number = again.SequenceNumber;
        }
    }

    [Fact]
    public async Task Only_dead_letters_of_the_queue_are_resubmitted()
    {
        var number = await Die("r");
        await _queue.SendAsync(new OutgoingMessage { Body = new BinaryData("alive") });
        var alive = await ReceiveOne();
        Assert.False(await _queue.ResubmitAsync(alive.SequenceNumber));
        Assert.False(await _queue.ResubmitAsync(12345));
        Assert.False(await _store.Queues["other"].ResubmitAsync(number));
        await _queue.CompleteAsync(alive);
        Assert.True(await _queue.ResubmitAsync(number));
        Assert.False(await _queue.ResubmitAsync(number));
    }

    [Fact]
    public async Task Resubmitting_a_reason_keeps_the_order()
    {
        for (var i = 0; i < 600; i++)
        {
            await Die(i % 2 == 0 ? "even" : "", $"{i}");
        }

        Assert.Equal(300, await _queue.ResubmitAsync("even"));
        Assert.Equal(
            Enumerable.Range(0, 300).Select(i => $"{2 * i}"),
            (await _queue.ReceiveAsync(1000)).Select(message => message.Body.ToString())
        );
        Assert.Equal(0, await _queue.ResubmitAsync("even"));
        Assert.Equal(300, await _queue.ResubmitAsync(""));
    }

    [Fact]
    public async Task Exhausted_message_is_resubmitted_once_after_an_hour()
    {
        await _queue.SendAsync(new OutgoingMessage { Body = new BinaryData("a") });
        await Exhaust();
        Assert.Equal(FunctionsFixture.Start.AddHours(1), await _queue.NextDueAsync());
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Empty(await _queue.ReceiveAsync(10));
        _time.Advance(TimeSpan.FromTicks(1));

        var again = await ReceiveOne();
        Assert.Equal((1, FunctionsFixture.Start), (again.DeliveryCount, again.ApplicationProperties[First]));
        await _queue.AbandonAsync(again);
        for (var i = 0; i < 9; i++)
        {
            await _queue.AbandonAsync(await ReceiveOne());
        }

        Assert.Null(await _queue.NextDueAsync());
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await _queue.ReceiveAsync(10));
        Assert.Equal("MaxDeliveryCountExceeded", Assert.Single(await _queue.PeekDeadLettersAsync()).Reason);
    }

    [Fact]
    public async Task Other_reasons_are_not_resubmitted_automatically()
    {
        await Die("unknown-team");
        Assert.Null(await _queue.NextDueAsync());
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await _queue.ReceiveAsync(10));
    }

    [Fact]
    public async Task Waiting_listener_receives_a_resubmitted_message()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        var (deliveries, late) = (0, new TaskCompletionSource());
        fixture.Recorder.OnBatch = (_, _, _) =>
        {
            if (++deliveries <= 10)
            {
                throw new InvalidOperationException("down");
            }

            late.SetResult();
            return Task.CompletedTask;
        };
        await fixture.Queue.SendAsync(new OutgoingMessage { Body = new BinaryData("a") });
        for (var i = 0; i < 10; i++)
        {
            await fixture.Listener.PumpOnceAsync();
        }

        using var stop = new CancellationTokenSource();
        var running = fixture.Listener.RunAsync(stop.Token);

        // The listener may not wait yet, so the clock advances until the message arrives.
        while (!late.Task.IsCompleted)
        {
            Assert.True(fixture.Time.GetUtcNow() < FunctionsFixture.Start.AddDays(1));
            fixture.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAny(late.Task, Task.Delay(1));
        }

        await stop.CancelAsync();
        await running;
        Assert.Equal(11, deliveries);
    }
}
