using System.Buffers.Binary;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Looks at the frames of one connection before the AMQP library does, and cuts the payload of deliveries that are
/// larger than a message may be: the library would keep all of it, however much a peer sends.
/// </summary>
/// <remarks>A delivery that was cut is still too large for a message, so it is refused when it is complete.</remarks>
internal sealed class DeliveryLimit
{
    // Of all deliveries of a connection that are under way: a few dozen of the largest.
    private const long MostUnderWay = 16 * 1024 * 1024;

    // The library knows its own types in what it reads once one of them was made.
    static DeliveryLimit() => _ = new Transfer();

    private readonly Dictionary<(ushort Channel, uint Handle), long> _underWay = [];
    private long _total;

    /// <summary>How many bytes of the frame the library is to see; its size field then says so.</summary>
    /// <param name="frame">A whole frame of at least eight bytes.</param>
    /// <exception cref="InvalidDataException">
    /// The peer has more incomplete deliveries under way than are kept for it.
    /// </exception>
    internal int Keep(ArraySegment<byte> frame)
    {
        var start = frame[4] * 4;
        if (frame[5] != 0 || start < 8 || start >= frame.Count)
        {
            return frame.Count;
        }

        var channel = BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(6));
        var length = frame.Count - start;
        var body = new ByteBuffer(frame.Array, frame.Offset + start, length, length);
        switch (Encoder.ReadObject(body))
        {
            case Transfer transfer:
                return Keep(frame, channel, transfer, payload: body.Length);
            case Detach detach:
                Forget((channel, detach.Handle));
                break;
            case End:
                foreach (var key in _underWay.Keys.Where(key => key.Channel == channel).ToList())
                {
                    Forget(key);
                }

                break;
        }

        return frame.Count;
    }

    private int Keep(ArraySegment<byte> frame, ushort channel, Transfer transfer, int payload)
    {
        var key = (channel, transfer.Handle);
        var size = _underWay.GetValueOrDefault(key);
        var kept = size > OutgoingMessage.MaxBodyBytes ? 0 : payload;
        if (transfer.More && !transfer.Aborted)
        {
            _underWay[key] = size + kept;
            _total += kept;
            if (_total > MostUnderWay)
            {
                throw new InvalidDataException("Too many incomplete deliveries.");
            }
        }
        else
        {
            Forget(key);
        }

        var length = frame.Count - payload + kept;
        BinaryPrimitives.WriteInt32BigEndian(frame, length);
        return length;
    }

    private void Forget((ushort Channel, uint Handle) key)
    {
        if (_underWay.Remove(key, out var size))
        {
            _total -= size;
        }
    }
}
