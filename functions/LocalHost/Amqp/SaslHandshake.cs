using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Amqp;
using Amqp.Sasl;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The server's side of SASL. Any name and password will do: whoever can reach a loopback port is on this machine.
/// </summary>
/// <remarks>
/// It waits for the peer's AMQP header before anything of AMQP itself is sent: the JavaScript SDK's library forgets
/// what comes in one read with the outcome, and then waits for ever.
/// </remarks>
internal static class SaslHandshake
{
    private const int HeaderSize = 8;
    private const int LargestInit = 4096;
    private const byte Ok = 0;
    private const byte Auth = 1;

    // The library knows its own types in what it reads once one of them was made.
    static SaslHandshake() => _ = new SaslInit();

    private static readonly byte[] s_amqpHeader = "AMQP\0\u0001\0\0"u8.ToArray();
    private static readonly byte[] s_saslHeader = "AMQP\u0003\u0001\0\0"u8.ToArray();

    // MSSBCBS is what .NET and Java SDKs ask for, ANONYMOUS the JavaScript one, PLAIN whoever gives a password.
    private static readonly string[] s_mechanisms = ["MSSBCBS", "ANONYMOUS", "PLAIN"];
    private static readonly byte[] s_offer = [.. s_saslHeader, .. OfferFrame()];

    /// <summary>
    /// Goes on until the peer has sent its AMQP header, which is returned; null if it did what is not allowed.
    /// </summary>
    internal static async Task<byte[]?> RunAsync(Socket socket, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderSize];
        if (!await ReadAsync(socket, header, cancellationToken))
        {
            return null;
        }

        if (header.AsSpan().SequenceEqual(s_amqpHeader))
        {
            return header;
        }

        if (!header.AsSpan().SequenceEqual(s_saslHeader))
        {
            return null;
        }

        await SendAsync(socket, s_offer, cancellationToken);
        var mechanism = await MechanismAsync(socket, cancellationToken);
        var known = Array.Exists(s_mechanisms, name => name == mechanism);
        await SendAsync(socket, Frame([0x00, 0x53, 0x44, 0xc0, 3, 1, 0x50, known ? Ok : Auth]), cancellationToken);
        if (!known || !await ReadAsync(socket, header, cancellationToken))
        {
            return null;
        }

        return header.AsSpan().SequenceEqual(s_amqpHeader) ? header : null;
    }

    private static async Task<string?> MechanismAsync(Socket socket, CancellationToken cancellationToken)
    {
        var length = new byte[4];
        if (!await ReadAsync(socket, length, cancellationToken))
        {
            return null;
        }

        var size = BinaryPrimitives.ReadUInt32BigEndian(length);
        if (size is < 8 or > LargestInit)
        {
            return null;
        }

        var frame = new byte[size - 4];
        if (!await ReadAsync(socket, frame, cancellationToken))
        {
            return null;
        }

        var start = (frame[0] * 4) - 4;
        if (start < 4 || start >= frame.Length || frame[1] != 1)
        {
            return null;
        }

        var body = new ByteBuffer(frame, start, frame.Length - start, frame.Length - start);
        return global::Amqp.Types.Encoder.ReadObject(body) is SaslInit init ? init.Mechanism : null;
    }

    private static byte[] OfferFrame()
    {
        var symbols = s_mechanisms.SelectMany(name => (byte[])[(byte)name.Length, .. Encoding.ASCII.GetBytes(name)]);
        byte[] array = [(byte)s_mechanisms.Length, 0xa3, .. symbols];
        byte[] list = [1, 0xe0, (byte)array.Length, .. array];
        return Frame([0x00, 0x53, 0x40, 0xc0, (byte)list.Length, .. list]);
    }

    private static byte[] Frame(byte[] body)
    {
        var frame = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        frame[4] = 2;
        frame[5] = 1;
        body.CopyTo(frame, 8);
        return frame;
    }

    private static async Task<bool> ReadAsync(Socket socket, Memory<byte> all, CancellationToken cancellationToken)
    {
        while (all.Length > 0)
        {
            var read = await socket.ReceiveAsync(all, cancellationToken);
            if (read == 0)
            {
                return false;
            }

            all = all[read..];
        }

        return true;
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> all, CancellationToken cancellationToken)
    {
        while (all.Length > 0)
        {
            all = all[await socket.SendAsync(all, cancellationToken)..];
        }
    }
}
