using Amqp;
using Amqp.Framing;

namespace FlexFunctions.LocalHost;

/// <summary>A message as it came, read or not.</summary>
internal sealed class IncomingMessage : Message
{
    // What a message costs beside its bytes: without it, a flood of tiny ones would fit into the room by the million.
    private const int Overhead = 1024;

    private readonly IntakeRoom _room;
    private readonly int _bytes;
    private int _released;

    private IncomingMessage(IntakeRoom room, int bytes, Message content, Error? flaw)
    {
        _room = room;
        _bytes = bytes;
        Content = content;
        Flaw = flaw;
    }

    /// <summary>What it holds; nothing if it has a flaw.</summary>
    internal Message Content { get; }

    /// <summary>Why it can not be taken in; null if it may be.</summary>
    internal Error? Flaw { get; }

    /// <summary>Reads a message and takes room for it, until it is released.</summary>
    internal static IncomingMessage Read(ByteBuffer buffer, IntakeRoom room)
    {
        var length = buffer.Length;
        room.Take(length + Overhead);
        if (length > OutgoingMessage.MaxBodyBytes)
        {
            return new(room, length, new(), TooLarge());
        }

        try
        {
            return new(room, length, Decode(buffer), null);
        }
#pragma warning disable CA1031 // Whatever the bytes are, they cost their own message only
        catch (Exception e)
#pragma warning restore CA1031
        {
            var error = new Error(ErrorCode.DecodeError) { Description = $"The message can not be read: {e.Message}" };
            return new(room, length, new(), error);
        }
    }

    /// <summary>Gives its room back; once.</summary>
    internal void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            _room.Free(_bytes + Overhead);
        }
    }

    private static Error TooLarge() =>
        new(ErrorCode.MessageSizeExceeded)
        {
            Description = $"A message or batch has at most {OutgoingMessage.MaxBodyBytes} bytes.",
        };
}
