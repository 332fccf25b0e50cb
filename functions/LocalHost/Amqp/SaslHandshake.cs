using System.Buffers.Binary;
using Amqp;
using Amqp.Sasl;
using Amqp.Types;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The server side of the SASL handshake. Any user name and password are accepted, because a client of a loopback port
/// is on this machine.
/// </summary>
/// <remarks>
/// No AMQP data is sent before the client's AMQP header arrives: the JavaScript SDK discards data that arrives together
/// with the SASL outcome, and then waits forever.
/// </remarks>
internal static class SaslHandshake
{
    private const int HeaderSize = 8;
    private const int MinFrameSize = 8;
    private const int MaxFrameSize = 4096;
    private const byte SaslFrame = 1;

    private static readonly byte[] s_amqpHeader = "AMQP\0\u0001\0\0"u8.ToArray();
    private static readonly byte[] s_saslHeader = "AMQP\u0003\u0001\0\0"u8.ToArray();

    // The .NET and Java SDKs use MSSBCBS, the JavaScript SDK ANONYMOUS, other clients PLAIN.
    private static readonly Symbol[] s_mechanisms = ["MSSBCBS", "ANONYMOUS", "PLAIN"];

    // The library decodes its own types only after one of them was created.
    static SaslHandshake() => _ = new SaslInit();

    /// <summary>Runs the handshake and returns the client's AMQP header.</summary>
    /// <exception cref="IOException">The client disconnected.</exception>
    /// <exception cref="InvalidDataException">The client violated the protocol.</exception>
    internal static async Task<byte[]> RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = await ReadAsync(stream, HeaderSize, cancellationToken);
        if (header.AsSpan().SequenceEqual(s_saslHeader))
        {
            var offer = Frame(new SaslMechanisms { SaslServerMechanisms = s_mechanisms });
            await stream.WriteAsync((byte[])[.. s_saslHeader, .. offer], cancellationToken);
            var mechanism = await ReadMechanismAsync(stream, cancellationToken);
            var isKnown = Array.Exists(s_mechanisms, name => name.Equals(mechanism));
            var outcome = new SaslOutcome { Code = isKnown ? SaslCode.Ok : SaslCode.Auth };
            await stream.WriteAsync(Frame(outcome), cancellationToken);
            header = await ReadAsync(stream, HeaderSize, cancellationToken);
        }

        return header.AsSpan().SequenceEqual(s_amqpHeader)
            ? header
            : throw new InvalidDataException("The client did not send an AMQP header.");
    }

    private static async Task<Symbol?> ReadMechanismAsync(Stream stream, CancellationToken cancellationToken)
    {
        var size = BinaryPrimitives.ReadUInt32BigEndian(await ReadAsync(stream, 4, cancellationToken));
        if (size is < MinFrameSize or > MaxFrameSize)
        {
            throw new InvalidDataException($"The frame size {size} is invalid.");
        }

        var frame = await ReadAsync(stream, (int)size - 4, cancellationToken);
        // The first byte is the offset of the body in words of four bytes, counted with the frame's size.
        var start = (frame[0] * 4) - 4;
        var body = new ByteBuffer(frame, start, frame.Length - start, frame.Length - start);
        return (Encoder.ReadObject(body) as SaslInit)?.Mechanism;
    }

    private static byte[] Frame(DescribedList command)
    {
        var body = new ByteBuffer(64, autoGrow: true);
        Encoder.WriteObject(body, command);
        var frame = new byte[MinFrameSize + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        frame[4] = MinFrameSize / 4;
        frame[5] = SaslFrame;
        Array.Copy(body.Buffer, body.Offset, frame, MinFrameSize, body.Length);
        return frame;
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
