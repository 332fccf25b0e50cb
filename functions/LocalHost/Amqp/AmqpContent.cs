using System.Globalization;
using System.Text;
using Amqp;
using Amqp.Framing;

namespace FlexFunctions.LocalHost;

/// <summary>The messages that one AMQP message holds: itself, or those of a batch.</summary>
internal static class AmqpContent
{
    // Of a message whose data sections are each an encoded message.
    private const uint BatchFormat = 0x8001_3700;

    /// <exception cref="FormatException">A message can not be taken in; says which and why.</exception>
    internal static IReadOnlyList<OutgoingMessage> Messages(Message message, uint format)
    {
        if (format != BatchFormat)
        {
            return [Single(message, "")];
        }

        var sections = Sections(message);
        if (sections.Count == 0)
        {
            throw new FormatException("A batch holds at least one message.");
        }

        return [.. sections.Select((section, index) => Single(Decoded(section, index), $"Message {index}: "))];
    }

    private static Message Decoded(byte[] section, int index)
    {
        try
        {
            return Message.Decode(new ByteBuffer(section, 0, section.Length, section.Length));
        }
#pragma warning disable CA1031 // Whatever the bytes are, they cost their own batch only
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new FormatException($"Message {index} can not be read: {e.Message}", e);
        }
    }

    private static OutgoingMessage Single(Message message, string place)
    {
        if (Annotation(message, "x-opt-scheduled-enqueue-time"))
        {
            throw new FormatException($"{place}scheduled messages are not supported here.");
        }

        var sent = new OutgoingMessage
        {
            Body = new BinaryData(Body(message, place)),
            MessageId = Text(message.Properties?.GetMessageId()),
            CorrelationId = Text(message.Properties?.GetCorrelationId()),
            Subject = message.Properties?.Subject,
            SessionId = message.Properties?.GroupId,
            ContentType = message.Properties?.ContentType,
            TimeToLive = TimeToLive(message.Header),
            ApplicationProperties = AmqpProperties.Read(message.ApplicationProperties),
        };
        return sent.Flaw() is { } flaw ? throw new FormatException($"{place}{flaw}") : sent;
    }

    private static byte[] Body(Message message, string place) =>
        message.BodySection switch
        {
            null => [],
            AmqpValue { Value: string text } => Encoding.UTF8.GetBytes(text),
            AmqpValue { Value: byte[] bytes } => bytes,
            AmqpValue { Value: null } => [],
            Data or DataList => [.. Sections(message).SelectMany(section => section)],
            _ => throw new FormatException($"{place}a body is bytes or text."),
        };

    private static List<byte[]> Sections(Message message) =>
        message.BodySection switch
        {
            Data data => [Bytes(data)],
            DataList list => [.. Enumerable.Range(0, list.Count).Select(index => Bytes(list[index]))],
            _ => [],
        };

    private static byte[] Bytes(Data data) =>
        data.Binary ?? data.Buffer.Buffer.AsSpan(data.Buffer.Offset, data.Buffer.Length).ToArray();

    /// <summary>Peers may name an annotation by text or by symbol, so names are compared as text.</summary>
    private static bool Annotation(Message message, string name) =>
        message.MessageAnnotations?.Map.Keys.Any(key => key.ToString() == name) == true;

    private static string? Text(object? id) =>
        id switch
        {
            null => null,
            byte[] bytes => Convert.ToHexString(bytes),
            _ => Convert.ToString(id, CultureInfo.InvariantCulture),
        };

    // Milliseconds; none means for ever, and so does the largest number, which SDKs send for long times.
    private static TimeSpan? TimeToLive(Header? header) =>
        header is null or { Ttl: 0 or uint.MaxValue } ? null : TimeSpan.FromMilliseconds(header.Ttl);
}
