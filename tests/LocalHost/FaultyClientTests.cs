using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Amqp;
using Amqp.Framing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>A faulty client affects only its own connection.</summary>
[Collection(SerialCollection.Name)]
public sealed class FaultyClientTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

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

    /// <summary>Encodes a part of delivery 0 on handle 0.</summary>
    private static byte[] Part(int payload, bool first, bool last = false)
    {
        byte[] id = first ? [0x43, 0xa0, 1, 9, 0x43] : [0x40, 0x40, 0x40];
        byte[] fields = [6, 0x43, .. id, .. first ? [0x42] : (byte[])[0x40], (byte)(last ? 0x42 : 0x41)];
        return Frame([0x00, 0x53, 0x14, 0xc0, (byte)fields.Length, .. fields, .. new byte[payload]]);
    }

    /// <summary>Reads until the endpoint sends <paramref name="last"/> or closes the connection.</summary>
    private static async Task<string> ReadAllAsync(NetworkStream socket, string last = "connection:forced")
    {
        using var timeout = new CancellationTokenSource(s_timeout);
        var (buffer, text) = (new byte[4096], "");
        try
        {
            for (var read = 1; read > 0 && !text.Contains(last, StringComparison.Ordinal); )
            {
                read = await socket.ReadAsync(buffer, timeout.Token);
                text += Encoding.ASCII.GetString(buffer, 0, read);
            }
        }
        catch (IOException)
        {
            // The connection was reset.
        }

        return text;
    }

    public static TheoryData<string, byte[]> InvalidData =>
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
    [MemberData(nameof(InvalidData))]
    public async Task Invalid_data_closes_the_connection(string what, byte[] bytes)
    {
        await using var fixture = new AmqpFixture();
        await using var socket = await fixture.SocketAsync();
        await socket.WriteAsync(bytes);
        // The client sends nothing more, so an incomplete request is closed too.
        socket.Socket.Shutdown(SocketShutdown.Send);
        await ReadAllAsync(socket);
        Assert.NotEmpty(what);
        await fixture.AssertServesAsync();
        Assert.Empty(fixture.Log.Errors);
    }

    [Fact]
    public async Task Stalled_handshakes_time_out()
    {
        await using var fixture = new AmqpFixture();
        var stalled = new List<NetworkStream>();
        for (var i = 0; i < 50; i++)
        {
            stalled.Add(await fixture.SocketAsync());
            await stalled[i].WriteAsync("AMQP"u8.ToArray());
        }

        await fixture.AssertServesAsync();

        fixture.Time.Advance(TimeSpan.FromSeconds(10));

        foreach (var socket in stalled)
        {
            await ReadAllAsync(socket);
            await socket.DisposeAsync();
        }
    }

    [Fact]
    public async Task Endless_delivery_uses_limited_memory()
    {
        await using var fixture = new AmqpFixture();
        await using var socket = await fixture.OpenSocketAsync();
        await socket.WriteAsync((byte[])[.. s_open, .. s_attachSender, .. Part(60_000, first: true)]);
        var part = Part(60_000, first: false);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        // 60 MB in parts of one delivery.
        for (var i = 0; i < 1000; i++)
        {
            await socket.WriteAsync(part);
        }

        await fixture.AssertServesAsync();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8_000_000);

        await socket.WriteAsync(Part(1, first: false, last: true));
        Assert.Contains("size-exceeded", await ReadAllAsync(socket, "size-exceeded"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partial_message_of_a_lost_sender_is_discarded()
    {
        await using var fixture = new AmqpFixture();
        for (var i = 0; i < 20; i++)
        {
            var socket = await fixture.OpenSocketAsync();
            await socket.WriteAsync((byte[])[.. s_open, .. s_attachSender, .. Part(1000, first: true)]);
            await socket.DisposeAsync();
        }

        await fixture.AssertServesAsync();
        Assert.Empty(await fixture.ReceiveAsync());
        await UntilAsync(() => fixture.Connections == 0);
    }

    [Fact]
    public async Task Clients_that_disconnect_while_the_endpoint_closes_do_not_keep_others_open()
    {
        for (var round = 0; round < 100; round++)
        {
            var fixture = new AmqpFixture();
            var gone = new List<NetworkStream>();
            for (var i = 0; i < 30; i++)
            {
                gone.Add(await OpenAsync(fixture));
            }

            // The library closes connections in the order in which they were opened.
            await using var stays = await OpenAsync(fixture);
            var leaving = Task.Run(() => gone.ForEach(socket => socket.Dispose()));
            await fixture.DisposeAsync();

            await leaving;
            await ReadAllAsync(stays);
        }

        static async Task<NetworkStream> OpenAsync(AmqpFixture fixture)
        {
            var socket = await fixture.OpenSocketAsync();
            await socket.WriteAsync(s_open);
            // The library has the connection when it answers.
            await socket.ReadExactlyAsync(new byte[8]);
            return socket;
        }
    }

    [Fact]
    public async Task Connections_are_limited_to_512()
    {
        await using var fixture = new AmqpFixture();
        var sockets = new List<NetworkStream>();
        for (var i = 0; i < 512; i++)
        {
            sockets.Add(await fixture.SocketAsync());
        }

        await UntilAsync(() => fixture.Connections == 512);
        await using (var refused = await fixture.SocketAsync())
        {
            await ReadAllAsync(refused);
        }

        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }

        await UntilAsync(() => fixture.Connections == 0);
        await fixture.AssertServesAsync();
    }

    [Fact]
    public async Task Message_reserves_memory_until_released()
    {
        var budget = new MemoryBudget(1000);
        var buffer = new Message("x").Encode();
        var message = IncomingMessage.Read(buffer, budget);
        var waiting = budget.WaitAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        message.Release();
        message.Release();
        await waiting.WaitAsync(s_timeout);
        budget.Reserve(1000);
        await budget.WaitAsync();
        budget.Reserve(1);
        Assert.False(budget.WaitAsync().AsTask().IsCompleted);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var timeout = new CancellationTokenSource(s_timeout);
        while (!holds())
        {
            await Task.Delay(10, timeout.Token);
        }
    }
}
