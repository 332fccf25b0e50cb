using System.Buffers.Binary;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Identifies one delivery of a message. The pair of sequence number and delivery count is unique, needs no index of
/// its own, and is the same in every replay.
/// </summary>
internal readonly record struct LockToken(long Sequence, int Delivery)
{
    internal Guid ToGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Sequence);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], Delivery);
        return new Guid(bytes, bigEndian: true);
    }

    internal static LockToken? Parse(string? text)
    {
        if (!Guid.TryParse(text, out var guid))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return new(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt32BigEndian(bytes[12..]));
    }
}
