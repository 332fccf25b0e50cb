using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>The Service Bus endpoint, used without an SDK.</summary>
public sealed class AmqpEndpointTests
{
    private const uint BatchFormat = 0x8001_3700;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private static byte[] Encoded(Message message)
    {
        var buffer = message.Encode();
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }

    private static async Task<SenderLink> SenderAsync(AmqpFixture fixture, string address = "events") =>
        new(new Session(await fixture.ConnectAsync()), Guid.NewGuid().ToString(), address);

    private static Task<AmqpException> RejectedAsync(SenderLink sender, Message message) =>
        Assert.ThrowsAsync<AmqpException>(() => sender.SendAsync(message, s_timeout));

    [Theory]
    [InlineData("events")]
    [InlineData("/events")]
    [InlineData("EVENTS")]
    [InlineData("amqps://127.0.0.1/events")]
    [InlineData("sb://anything.at.all/events/")]
    public async Task Queue_address_formats_of_the_sdks_are_accepted(string address)
    {
        await using var fixture = new AmqpFixture();
        await (await SenderAsync(fixture, address)).SendAsync(new Message("a"), s_timeout);
        Assert.Single(await fixture.ReceiveAsync());
    }

    [Fact]
    public async Task Batch_with_an_invalid_message_is_rejected()
    {
        await using var fixture = new AmqpFixture();
        var sender = await SenderAsync(fixture);
        var sections = new DataList();
        sections.Add(new Data { Binary = Encoded(new Message("good")) });
        sections.Add(new Data { Binary = [1, 2, 3] });
        var error = await RejectedAsync(sender, new Message { BodySection = sections, Format = BatchFormat });
        Assert.Equal(ErrorCode.InvalidField, error.Error.Condition);
        Assert.Contains("Message 1", error.Error.Description, StringComparison.Ordinal);
        Assert.Empty(await fixture.ReceiveAsync());
        await sender.SendAsync(new Message("after"), s_timeout);
        Assert.Single(await fixture.ReceiveAsync());
    }

    [Fact]
    public async Task Scheduled_message_is_rejected()
    {
        await using var fixture = new AmqpFixture();
        var message = new Message("a")
        {
            MessageAnnotations = new() { [new Symbol("x-opt-scheduled-enqueue-time")] = DateTime.UnixEpoch },
        };
        var error = await RejectedAsync(await SenderAsync(fixture), message);
        Assert.Contains("scheduled", error.Error.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receiving_is_rejected()
    {
        await using var fixture = new AmqpFixture();
        var session = new Session(await fixture.ConnectAsync());
        var closed = new TaskCompletionSource<Error>();
        new ReceiverLink(session, "b", "events").AddClosedCallback((_, error) => closed.TrySetResult(error));
        Assert.Equal(ErrorCode.NotImplemented, (await closed.Task.WaitAsync(s_timeout)).Condition);

        await new SenderLink(session, "c", "events").SendAsync(new Message("a"), s_timeout);
    }

    [Fact]
    public async Task Concurrent_senders_lose_no_messages()
    {
        await using var fixture = new AmqpFixture();
        var connection = await fixture.ConnectAsync();
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async number =>
                {
                    var sender = new SenderLink(new Session(connection), $"s{number}", "events");
                    for (var i = 0; i < 1200; i += 100)
                    {
                        await Task.WhenAll(
                            Enumerable
                                .Range(i, 100)
                                .Select(j => sender.SendAsync(new Message($"{number}-{j}"), s_timeout))
                        );
                    }
                })
        );
        Assert.Equal(20 * 1200, (await fixture.Queue.CountAsync()).Active);
    }

    [Fact]
    public async Task Fast_sender_waits_for_the_consumer()
    {
        await using var fixture = new AmqpFixture(new() { MaxWaitingMessages = 100 });
        var connection = await fixture.ConnectAsync();
        var sender = new SenderLink(new Session(connection), "s", "events");
        var accepted = new SemaphoreSlim(0);
        var sends = Enumerable.Range(0, 250).Select(i => SendAsync(i)).ToList();

        for (var taken = 0; taken < 250; )
        {
            // Only as many as the queue has room for; the other sends wait.
            var now = Math.Min(100, 250 - taken);
            for (var i = 0; i < now; i++)
            {
                Assert.True(await accepted.WaitAsync(s_timeout));
            }

            Assert.Equal(250 - taken - now, sends.Count(send => !send.IsCompleted));
            Assert.Equal(now, (await fixture.Queue.CountAsync()).Active);

            var messages = await fixture.Queue.ReceiveAsync(100);
            await fixture.Queue.CompleteAsync(messages);
            taken += messages.Count;
        }

        await Task.WhenAll(sends);

        async Task SendAsync(int i)
        {
            await sender.SendAsync(new Message($"{i}"), s_timeout);
            accepted.Release();
        }
    }

    [Fact]
    public async Task Batch_over_the_limit_is_enqueued_when_no_message_is_ready()
    {
        await using var store = QueueStore.InMemory(
            ["events"],
            TimeProvider.System,
            new QueueSettings { MaxWaitingMessages = 2 }
        );
        var queue = store.Queues["events"];
        var one = new OutgoingMessage { Body = BinaryData.FromString("one") };
        await queue.SendWhenRoomAsync([one]);

        var batch = queue.SendWhenRoomAsync([one, one, one, one, one]);
        Assert.False(batch.IsCompleted);
        await queue.ReceiveAsync(1);

        await batch.WaitAsync(s_timeout);
        Assert.Equal(6, (await queue.CountAsync()).Active);
    }

    [Fact]
    public async Task Endpoint_listens_on_loopback_only()
    {
        await using var fixture = new AmqpFixture();
        Assert.Throws<PortInUseException>(() => AmqpEndpoint.Bind(fixture.Port));
        Assert.DoesNotContain(
            System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(),
            listener => listener.Port == fixture.Port && !System.Net.IPAddress.IsLoopback(listener.Address)
        );
    }

    [Fact]
    public async Task Closing_the_endpoint_closes_its_connections()
    {
        var fixture = new AmqpFixture();
        var connection = await fixture.ConnectAsync();
        var closed = new TaskCompletionSource<Error>();
        connection.AddClosedCallback((_, error) => closed.TrySetResult(error));
        await new SenderLink(new Session(connection), "s", "events").SendAsync(new Message("a"), s_timeout);

        await fixture.DisposeAsync();

        Assert.Equal(ErrorCode.ConnectionForced, (await closed.Task.WaitAsync(s_timeout)).Condition);
    }
}
