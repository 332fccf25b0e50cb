using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Amqp;
using Amqp.Framing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>What a peer does wrong costs its own connection, and nobody else's.</summary>
[Collection(Alone.Name)]
public sealed class HostilePeersTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly byte[] s_open =
    [
        .. Frame([0x00, 0x53, 0x10, 0xc0, 4, 1, 0xa1, 1, (byte)'x']),
        .. Frame([0x00, 0x53, 0x11, 0xc0, 9, 4, 0x40, 0x43, 0x70, 0, 0, 8, 0, 0x43]),
    ];

    // Handle 0, to `events`.
    private static readonly byte[] s_attachSender = Frame([
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

    /// <summary>A part of delivery 0 on handle 0.</summary>
    private static byte[] Part(int payload, bool first, bool last = false)
    {
        byte[] id = first ? [0x43, 0xa0, 1, 9, 0x43] : [0x40, 0x40, 0x40];
        byte[] fields = [6, 0x43, .. id, .. first ? [0x42] : (byte[])[0x40], (byte)(last ? 0x42 : 0x41)];
        return Frame([0x00, 0x53, 0x14, 0xc0, (byte)fields.Length, .. fields, .. new byte[payload]]);
    }

    /// <summary>What the endpoint says until it has said <paramref name="last"/> or has closed the connection.</summary>
    private static async Task<string> HearAsync(NetworkStream socket, string last = "connection:forced")
    {
        using var patience = new CancellationTokenSource(s_patience);
        var (buffer, told) = (new byte[4096], "");
        try
        {
            for (var read = 1; read > 0 && !told.Contains(last, StringComparison.Ordinal); )
            {
                read = await socket.ReadAsync(buffer, patience.Token);
                told += Encoding.ASCII.GetString(buffer, 0, read);
            }
        }
        catch (IOException)
        {
            // Reset: closed all the same.
        }

        return told;
    }

    public static TheoryData<string, byte[]> Nonsense =>
        new()
        {
            { "text", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray() },
            { "tls", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03] },
            { "huge sasl frame", [.. "AMQP\u0003\u0001\u0000\u0000"u8, 0x7f, 0xff, 0xff, 0xff] },
            { "garbage init", [.. "AMQP\u0003\u0001\u0000\u0000"u8, .. Frame([0x00, 0xff, 0xff, 0xff], 1)] },
            { "a mechanism not offered", [.. "AMQP\u0003\u0001\u0000\u0000"u8, .. Init("GSSAPI")] },
            { "huge frame", [.. Amqp, 0x7f, 0xff, 0xff, 0xff, 2, 0, 0, 0] },
            { "tiny frame", [.. Amqp, 0, 0, 0, 4] },
            { "garbage frame", [.. Amqp, .. Frame([1, 2, 3, 4, 5, 6, 7, 8, 9])] },
            { "transfer without a link", [.. Amqp, .. s_open, .. Part(10, first: true)] },
        };

    private static byte[] Amqp => "AMQP\u0000\u0001\u0000\u0000"u8.ToArray();

    private static byte[] Init(string mechanism) =>
        Frame(
            [
                .. new byte[] { 0x00, 0x53, 0x41, 0xc0, (byte)(mechanism.Length + 3), 1, 0xa3, (byte)mechanism.Length },
                .. Encoding.ASCII.GetBytes(mechanism),
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
        await HearAsync(socket);
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
            await HearAsync(socket);
            await socket.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_delivery_without_end_costs_no_memory()
    {
        await using var rig = new AmqpRig();
        await using var socket = await rig.OpenSocketAsync();
        await socket.WriteAsync((byte[])[.. s_open, .. s_attachSender, .. Part(60_000, first: true)]);
        var part = Part(60_000, first: false);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        // 60 MB in parts of one delivery.
        for (var i = 0; i < 1000; i++)
        {
            await socket.WriteAsync(part);
        }

        await rig.AssertServesAsync();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8_000_000);

        await socket.WriteAsync(Part(1, first: false, last: true));
        Assert.Contains("size-exceeded", await HearAsync(socket, "size-exceeded"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peers_that_hang_up_while_the_endpoint_stops_do_not_keep_it_from_closing_the_others()
    {
        for (var round = 0; round < 50; round++)
        {
            var rig = new AmqpRig();
            var sockets = new List<NetworkStream>();
            for (var i = 0; i < 9; i++)
            {
                sockets.Add(await rig.OpenSocketAsync());
                await sockets[i].WriteAsync(s_open);
                // Each is waited for, so that the library knows them all.
                await sockets[i].ReadExactlyAsync(new byte[8]);
            }

            sockets[1..].ForEach(socket => socket.Dispose());
            await rig.DisposeAsync();

            // It says so and waits for the peer's close, or hangs up.
            await HearAsync(sockets[0]);
            await sockets[0].DisposeAsync();
        }
    }

    [Fact]
    public async Task A_sender_that_vanishes_with_a_message_half_sent_leaves_nothing()
    {
        await using var rig = new AmqpRig();
        for (var i = 0; i < 20; i++)
        {
            var socket = await rig.OpenSocketAsync();
            await socket.WriteAsync((byte[])[.. s_open, .. s_attachSender, .. Part(1000, first: true)]);
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
        {
            sockets.Add(await rig.SocketAsync());
        }

        await UntilAsync(() => rig.Connections == 512);
        await using (var refused = await rig.SocketAsync())
        {
            await HearAsync(refused);
        }

        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }

        await UntilAsync(() => rig.Connections == 0);
        await rig.AssertServesAsync();
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
        await waiting.WaitAsync(s_patience);
        room.Take(1000);
        await room.WaitAsync();
        room.Take(1);
        Assert.False(room.WaitAsync().AsTask().IsCompleted);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!holds())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
