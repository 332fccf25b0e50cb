using System.Buffers.Binary;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Truncates the payload of oversized deliveries on one connection before the AMQP library reads it. The library would
/// keep the whole payload in memory.
/// </summary>
/// <remarks>
/// A truncated delivery is still larger than a message can be, so it is rejected when it is complete.
/// </remarks>
internal sealed class DeliveryLimit
{
    // The limit for all incomplete deliveries of a connection.
    private const long MaxPendingBytes = 16 * 1024 * 1024;

    // The library decodes its own types only after one of them was created.
    static DeliveryLimit() => _ = new Transfer();

    private readonly Dictionary<(ushort Channel, uint Handle), long> _pending = [];
    private long _total;

    /// <summary>Returns the number of bytes of the frame to pass on, and updates the frame's size field.</summary>
    /// <param name="frame">A complete frame of at least eight bytes.</param>
    /// <exception cref="InvalidDataException">The client has too many incomplete deliveries.</exception>
    internal int Keep(byte[] frame)
    {
        var start = frame[4] * 4;
        if (frame[5] != 0 || start < 8 || start >= frame.Length)
        {
            return frame.Length;
        }

        var channel = BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(6));
        var length = frame.Length - start;
        var body = new ByteBuffer(frame, start, length, length);
        switch (Encoder.ReadObject(body))
        {
            case Transfer transfer:
                return Keep(frame, channel, transfer, payload: body.Length);
            case Detach detach:
                Forget((channel, detach.Handle));
                break;
            case End:
                foreach (var key in _pending.Keys.Where(key => key.Channel == channel).ToList())
                {
                    Forget(key);
                }

                break;
        }

        return frame.Length;
    }

    private int Keep(byte[] frame, ushort channel, Transfer transfer, int payload)
    {
        var key = (channel, transfer.Handle);
        var size = _pending.GetValueOrDefault(key);
        var kept = size > OutgoingMessage.MaxBodyBytes ? 0 : payload;
        if (transfer.More && !transfer.Aborted)
        {
            _pending[key] = size + kept;
            _total += kept;
            if (_total > MaxPendingBytes)
            {
                throw new InvalidDataException("Too many incomplete deliveries.");
            }
        }
        else
        {
            Forget(key);
        }

        var length = frame.Length - payload + kept;
        BinaryPrimitives.WriteInt32BigEndian(frame, length);
        return length;
    }

    private void Forget((ushort Channel, uint Handle) key)
    {
        if (_pending.Remove(key, out var size))
        {
            _total -= size;
        }
    }
}
