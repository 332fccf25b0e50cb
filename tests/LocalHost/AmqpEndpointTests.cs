using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>The Service Bus endpoint as a sender finds it that is not one of the SDKs.</summary>
public sealed class AmqpEndpointTests
{
    private const uint BatchFormat = 0x8001_3700;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static byte[] Encoded(Message message)
    {
        var buffer = message.Encode();
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }

    private static async Task<SenderLink> SenderAsync(AmqpRig rig, string address = "events") =>
        new(new Session(await rig.ConnectAsync()), Guid.NewGuid().ToString(), address);

    private static Task<AmqpException> RefusedAsync(SenderLink sender, Message message) =>
        Assert.ThrowsAsync<AmqpException>(() => sender.SendAsync(message, s_patience));

    [Theory]
    [InlineData("events")]
    [InlineData("/events")]
    [InlineData("EVENTS")]
    [InlineData("amqps://127.0.0.1/events")]
    [InlineData("sb://anything.at.all/events/")]
    public async Task A_queue_has_the_names_that_sdks_give_it(string address)
    {
        await using var rig = new AmqpRig();
        await (await SenderAsync(rig, address)).SendAsync(new Message("a"), s_patience);
        Assert.Single(await rig.ReceiveAsync());
    }

    [Fact]
    public async Task A_batch_with_a_bad_message_is_refused_whole_and_named()
    {
        await using var rig = new AmqpRig();
        var sender = await SenderAsync(rig);
        var sections = new DataList();
        sections.Add(new Data { Binary = Encoded(new Message("good")) });
        sections.Add(new Data { Binary = [1, 2, 3] });
        var refused = await RefusedAsync(sender, new Message { BodySection = sections, Format = BatchFormat });
        Assert.Equal(ErrorCode.InvalidField, refused.Error.Condition);
        Assert.Contains("Message 1", refused.Error.Description, StringComparison.Ordinal);
        Assert.Empty(await rig.ReceiveAsync());
        await sender.SendAsync(new Message("after"), s_patience);
        Assert.Single(await rig.ReceiveAsync());
    }

    [Fact]
    public async Task A_scheduled_message_is_refused()
    {
        await using var rig = new AmqpRig();
        var message = new Message("a")
        {
            MessageAnnotations = new() { [new Symbol("x-opt-scheduled-enqueue-time")] = DateTime.UnixEpoch },
        };
        var refused = await RefusedAsync(await SenderAsync(rig), message);
        Assert.Contains("scheduled", refused.Error.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receiving_is_not_offered()
    {
        await using var rig = new AmqpRig();
        var session = new Session(await rig.ConnectAsync());
        var closed = new TaskCompletionSource<Error>();
        new ReceiverLink(session, "b", "events").AddClosedCallback((_, error) => closed.TrySetResult(error));
        Assert.Equal(ErrorCode.NotImplemented, (await closed.Task.WaitAsync(s_patience)).Condition);

        await new SenderLink(session, "c", "events").SendAsync(new Message("a"), s_patience);
    }

    [Fact]
    public async Task Many_senders_on_one_connection_lose_nothing()
    {
        await using var rig = new AmqpRig();
        var connection = await rig.ConnectAsync();
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
                                .Select(j => sender.SendAsync(new Message($"{number}-{j}"), s_patience))
                        );
                    }
                })
        );
        Assert.Equal(20 * 1200, (await rig.Queue.CountAsync()).Active);
    }

    [Fact]
    public async Task A_sender_that_outruns_the_consumer_waits_for_it()
    {
        await using var rig = new AmqpRig(new() { MostWaiting = 100 });
        var connection = await rig.ConnectAsync();
        var sender = new SenderLink(new Session(connection), "s", "events");
        var accepted = new SemaphoreSlim(0);
        var sends = Enumerable.Range(0, 250).Select(i => SendAsync(i)).ToList();

        for (var taken = 0; taken < 250; )
        {
            // As many as there is room for, and not one more: the rest has no answer while nothing is received.
            var now = Math.Min(100, 250 - taken);
            for (var i = 0; i < now; i++)
            {
                Assert.True(await accepted.WaitAsync(s_patience));
            }

            Assert.Equal(250 - taken - now, sends.Count(send => !send.IsCompleted));
            Assert.Equal(now, (await rig.Queue.CountAsync()).Active);

            var messages = await rig.Queue.ReceiveAsync(100);
            await rig.Queue.CompleteAsync(messages);
            taken += messages.Count;
        }

        await Task.WhenAll(sends);

        async Task SendAsync(int i)
        {
            await sender.SendAsync(new Message($"{i}"), s_patience);
            accepted.Release();
        }
    }

    [Fact]
    public async Task A_batch_larger_than_the_backlog_comes_in_when_nothing_waits()
    {
        await using var store = QueueStore.InMemory(
            ["events"],
            TimeProvider.System,
            new QueueSettings { MostWaiting = 2 }
        );
        var queue = store.Queues["events"];
        var one = new OutgoingMessage { Body = BinaryData.FromString("one") };
        await queue.SendWhenRoomAsync([one]);

        var batch = queue.SendWhenRoomAsync([one, one, one, one, one]);
        Assert.False(batch.IsCompleted);
        await queue.ReceiveAsync(1);

        await batch.WaitAsync(s_patience);
        Assert.Equal(6, (await queue.CountAsync()).Active);
    }

    [Fact]
    public async Task It_listens_on_loopback_alone_and_its_port_is_its_own()
    {
        await using var rig = new AmqpRig();
        var taken = Assert.Throws<PortTakenException>(() => AmqpEndpoint.Bind(rig.Port));
        Assert.Equal(
            $"Port {rig.Port} on 127.0.0.1 is taken by another process; choose another with --amqp-port N.",
            taken.Message
        );
        Assert.DoesNotContain(
            System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(),
            listener => listener.Port == rig.Port && !System.Net.IPAddress.IsLoopback(listener.Address)
        );
    }

    [Fact]
    public async Task Closing_it_tells_its_senders()
    {
        var rig = new AmqpRig();
        var connection = await rig.ConnectAsync();
        var closed = new TaskCompletionSource<Error>();
        connection.AddClosedCallback((_, error) => closed.TrySetResult(error));
        await new SenderLink(new Session(connection), "s", "events").SendAsync(new Message("a"), s_patience);

        await rig.DisposeAsync();

        Assert.Equal(ErrorCode.ConnectionForced, (await closed.Task.WaitAsync(s_patience)).Condition);
    }
}
