using System.Buffers.Binary;
using System.Net.Sockets;
using Amqp;
using Amqp.Framing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>What a peer does wrong costs its own connection, and nobody else's.</summary>
[Collection(Alone.Name)]
public sealed class HostilePeersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly byte[] Open =
    [
        .. Frame([0x00, 0x53, 0x10, 0xc0, 4, 1, 0xa1, 1, (byte)'x']),
        .. Frame([0x00, 0x53, 0x11, 0xc0, 9, 4, 0x40, 0x43, 0x70, 0, 0, 8, 0, 0x43]),
    ];

    // Handle 0, to `events`.
    private static readonly byte[] AttachSender = Frame([
        .. new byte[] { 0x00, 0x53, 0x12, 0xc0, 28, 7, 0xa1, 1, (byte)'l', 0x43, 0x42, 0x40, 0x40 },
        .. new byte[] { 0x00, 0x53, 0x28, 0xc0, 1, 0 },
        .. new byte[] { 0x00, 0x53, 0x29, 0xc0, 9, 1, 0xa1, 6 },
        .. "events"u8,
    ]);

    private static byte[] Frame(byte[] body, byte type = 0)
    {
        var frame = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        (frame[4], frame[5]) = (2, type);
        body.CopyTo(frame, 8);
        return frame;
    }

    /// <summary>A part of delivery 0 on handle 0, with more to come.</summary>
    private static byte[] Part(int payload, bool first, bool last = false) =>
        Frame(
            first
                ? [0x00, 0x53, 0x14, 0xc0, 9, 6, 0x43, 0x43, 0xa0, 1, 9, 0x43, 0x42, 0x41, .. new byte[payload]]
                :
                [
                    0x00,
                    0x53,
                    0x14,
                    0xc0,
                    7,
                    6,
                    0x43,
                    0x40,
                    0x40,
                    0x40,
                    0x40,
                    (byte)(last ? 0x42 : 0x41),
                    .. new byte[payload],
                ]
        );

    private static async Task AssertClosedAsync(NetworkStream socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReadAsync(buffer, patience.Token) > 0) { }
        }
        catch (IOException)
        {
            // Reset: closed all the same.
        }
    }

    /// <summary>That the endpoint closes the connection: it says so and waits for the peer's close, or hangs up.</summary>
    private static async Task AssertToldOrClosedAsync(NetworkStream socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        var (buffer, told) = (new byte[4096], "");
        try
        {
            for (var read = 1; read > 0 && !told.Contains("connection:forced", StringComparison.Ordinal); )
            {
                read = await socket.ReadAsync(buffer, patience.Token);
                told += System.Text.Encoding.ASCII.GetString(buffer, 0, read);
            }
        }
        catch (IOException)
        {
            // Reset: closed all the same.
        }
    }

    private static async Task AssertToldAsync(NetworkStream socket, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        var (buffer, told) = (new byte[4096], "");
        while (!told.Contains(what, StringComparison.Ordinal))
        {
            var read = await socket.ReadAsync(buffer, patience.Token);
            Assert.NotEqual(0, read);
            told += System.Text.Encoding.ASCII.GetString(buffer, 0, read);
        }
    }

    public static TheoryData<string, byte[]> Nonsense =>
        new()
        {
            { "text", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray() },
            { "tls", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03] },
            { "another version", "AMQP\u0000\u0000\u0009\u0001"u8.ToArray() },
            { "tls of amqp", "AMQP\u0002\u0001\u0000\u0000"u8.ToArray() },
            { "huge sasl frame", [.. "AMQP\u0003\u0001\u0000\u0000"u8, 0x7f, 0xff, 0xff, 0xff] },
            { "small sasl frame", [.. "AMQP\u0003\u0001\u0000\u0000"u8, 0, 0, 0, 1] },
            { "no init", [.. "AMQP\u0003\u0001\u0000\u0000"u8, .. Frame([0x00, 0x53, 0x44, 0x45], 1)] },
            { "garbage init", [.. "AMQP\u0003\u0001\u0000\u0000"u8, .. Frame([0x00, 0xff, 0xff, 0xff], 1)] },
            { "a mechanism not offered", [.. "AMQP\u0003\u0001\u0000\u0000"u8, .. Init("GSSAPI")] },
            {
                "sasl twice",
                [.. "AMQP\u0003\u0001\u0000\u0000"u8, .. Init("PLAIN"), .. "AMQP\u0003\u0001\u0000\u0000"u8]
            },
            { "huge frame", [.. Amqp, 0x7f, 0xff, 0xff, 0xff, 2, 0, 0, 0] },
            { "negative frame", [.. Amqp, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0] },
            { "tiny frame", [.. Amqp, 0, 0, 0, 4] },
            { "garbage frame", [.. Amqp, .. Frame([1, 2, 3, 4, 5, 6, 7, 8, 9])] },
            { "unknown performative", [.. Amqp, .. Open, .. Frame([0x00, 0x53, 0x99, 0x45])] },
            { "transfer without a link", [.. Amqp, .. Open, .. Part(10, first: true)] },
            { "a sasl frame later", [.. Amqp, .. Open, .. Frame([0x00, 0x53, 0x44, 0xc0, 3, 1, 0x50, 0], 1)] },
        };

    private static byte[] Amqp => "AMQP\u0000\u0001\u0000\u0000"u8.ToArray();

    private static byte[] Init(string mechanism) =>
        Frame(
            [
                .. new byte[] { 0x00, 0x53, 0x41, 0xc0, (byte)(mechanism.Length + 3), 1, 0xa3, (byte)mechanism.Length },
                .. System.Text.Encoding.ASCII.GetBytes(mechanism),
            ],
            1
        );

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_is_hung_up_on(string what, byte[] bytes)
    {
        await using var rig = new AmqpRig();
        await using var socket = await rig.SocketAsync();
        await socket.WriteAsync(bytes);
        // The peer has said all it will; what is incomplete by then is closed too.
        socket.Socket.Shutdown(SocketShutdown.Send);
        await AssertClosedAsync(socket);
        Assert.NotEmpty(what);
        await rig.AssertServesAsync();
        Assert.Empty(rig.Log.Errors);
    }

    [Fact]
    public async Task Who_stalls_in_the_handshake_holds_nobody_up_and_is_hung_up_on()
    {
        await using var rig = new AmqpRig();
        var stalled = new List<NetworkStream>();
        for (var i = 0; i < 50; i++)
        {
            stalled.Add(await rig.SocketAsync());
            await stalled[i].WriteAsync("AMQP"u8.ToArray());
        }
        await rig.AssertServesAsync();

        rig.Time.Advance(TimeSpan.FromSeconds(10));

        foreach (var socket in stalled)
        {
            await AssertClosedAsync(socket);
            await socket.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_delivery_without_end_costs_no_memory()
    {
        await using var rig = new AmqpRig();
        await using var socket = await rig.OpenSocketAsync();
        await socket.WriteAsync((byte[])[.. Open, .. AttachSender, .. Part(60_000, first: true)]);
        var part = Part(60_000, first: false);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        // 60 MB in parts of one delivery.
        for (var i = 0; i < 1000; i++)
            await socket.WriteAsync(part);
        await rig.AssertServesAsync();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8_000_000);

        await socket.WriteAsync(Part(1, first: false, last: true));
        await AssertToldAsync(socket, "message-size-exceeded");
    }

    [Fact]
    public async Task Peers_that_hang_up_while_the_endpoint_stops_do_not_keep_it_from_closing_the_others()
    {
        for (var round = 0; round < 50; round++)
        {
            var rig = new AmqpRig();
            var stays = await rig.OpenSocketAsync();
            await stays.WriteAsync(Open);
            // Each is waited for, so that the library knows them all.
            await stays.ReadExactlyAsync(new byte[8]);
            var gone = new List<NetworkStream>();
            for (var i = 0; i < 8; i++)
            {
                gone.Add(await rig.OpenSocketAsync());
                await gone[i].WriteAsync(Open);
                await gone[i].ReadExactlyAsync(new byte[8]);
            }

            gone.ForEach(socket => socket.Dispose());
            await rig.DisposeAsync();

            await AssertToldOrClosedAsync(stays);
            await stays.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_flood_that_minds_no_credit_and_reads_no_answer_is_taken_in_as_fast_as_the_queue_goes()
    {
        const int flood = 20_000;
        await using var rig = new AmqpRig();
        await using var socket = await rig.OpenSocketAsync();
        await socket.WriteAsync((byte[])[.. Open, .. AttachSender]);
        // Pre-settled, so that there is no answer to wait for.
        var (messages, number) = (new List<byte>(), new byte[4]);
        for (var id = 0; id < flood; id++)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, id);
            messages.AddRange(
                Frame([
                    .. new byte[] { 0x00, 0x53, 0x14, 0xc0, 13, 6, 0x43, 0x70 },
                    .. number,
                    .. new byte[] { 0xa0, 1, 9, 0x43, 0x41, 0x42, 0x00, 0x53, 0x75, 0xa0, 1, (byte)'f' },
                ])
            );
        }
        await socket.WriteAsync(messages.ToArray());

        await UntilAsync(async () => (await rig.Queue.CountAsync()).Active == flood);
        Assert.Equal(1, rig.Connections);
    }

    [Fact]
    public async Task A_sender_that_vanishes_with_a_message_half_sent_leaves_nothing()
    {
        await using var rig = new AmqpRig();
        for (var i = 0; i < 20; i++)
        {
            var socket = await rig.OpenSocketAsync();
            await socket.WriteAsync((byte[])[.. Open, .. AttachSender, .. Part(1000, first: true)]);
            await socket.DisposeAsync();
        }
        await rig.AssertServesAsync();
        Assert.Empty(await rig.ReceiveAsync());
        await UntilAsync(() => rig.Connections == 0);
    }

    [Fact]
    public async Task There_are_at_most_512_connections_and_a_place_becomes_free_again()
    {
        await using var rig = new AmqpRig();
        var sockets = new List<NetworkStream>();
        for (var i = 0; i < 512; i++)
            sockets.Add(await rig.SocketAsync());
        await UntilAsync(() => rig.Connections == 512);
        await using (var refused = await rig.SocketAsync())
            await AssertClosedAsync(refused);

        foreach (var socket in sockets)
            await socket.DisposeAsync();

        await UntilAsync(() => rig.Connections == 0);
        await rig.AssertServesAsync();
    }

    [Fact]
    public async Task While_there_is_no_room_nothing_more_is_read()
    {
        var room = new IntakeRoom(100);
        room.Take(101);
        var waiting = room.WaitAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        room.Free(1);
        await waiting.WaitAsync(Patience);
        await room.WaitAsync();
    }

    [Fact]
    public async Task A_tiny_message_takes_room_for_what_it_costs_until_it_is_released()
    {
        var room = new IntakeRoom(1000);
        var buffer = new Message("x").Encode();
        var message = IncomingMessage.Read(buffer, room);
        var waiting = room.WaitAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        message.Release();
        message.Release();
        await waiting.WaitAsync(Patience);
        room.Take(1000);
        await room.WaitAsync();
        room.Take(1);
        Assert.False(room.WaitAsync().AsTask().IsCompleted);
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await holds())
            await Task.Delay(10, patience.Token);
    }
}
