using Amqp;
using Amqp.Framing;

namespace FlexFunctions.LocalHost;

/// <summary>A received message, or the error that made it unreadable.</summary>
internal sealed class IncomingMessage : Message
{
    // The memory cost of a message in addition to its bytes.
    private const int Overhead = 1024;

    private readonly MemoryBudget _budget;
    private readonly int _bytes;
    private int _released;

    private IncomingMessage(MemoryBudget budget, int bytes, Message content, Error? error)
    {
        _budget = budget;
        _bytes = bytes;
        Content = content;
        Error = error;
    }

    /// <summary>The message; empty if there is an error.</summary>
    internal Message Content { get; }

    /// <summary>The reason for rejecting the message, or null.</summary>
    internal Error? Error { get; }

    /// <summary>Decodes a message and reserves memory for it until <see cref="Release"/>.</summary>
    internal static IncomingMessage Read(ByteBuffer buffer, MemoryBudget budget)
    {
        var length = buffer.Length;
        budget.Reserve(length + Overhead);
        if (length > OutgoingMessage.MaxBodyBytes)
        {
            return new(budget, length, new(), TooLarge());
        }

        try
        {
            return new(budget, length, Decode(buffer), null);
        }
#pragma warning disable CA1031 // Invalid bytes affect only their own message
        catch (Exception e)
#pragma warning restore CA1031
        {
            var error = new Error(ErrorCode.DecodeError) { Description = $"The message cannot be read: {e.Message}" };
            return new(budget, length, new(), error);
        }
    }

    /// <summary>Releases the reserved memory.</summary>
    internal void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            _budget.Release(_bytes + Overhead);
        }
    }

    private static Error TooLarge() =>
        new(ErrorCode.MessageSizeExceeded)
        {
            Description = $"A message or batch can have at most {OutgoingMessage.MaxBodyBytes} bytes.",
        };
}
