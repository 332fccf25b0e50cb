using System.Globalization;
using System.Text;
using Amqp;
using Amqp.Framing;

namespace FlexFunctions.LocalHost;

/// <summary>Converts an AMQP message to queue messages: a single message, or the messages of a batch.</summary>
internal static class AmqpContent
{
    // The format of a message whose data sections are encoded messages.
    private const uint BatchFormat = 0x8001_3700;

    /// <exception cref="FormatException">A message is invalid.</exception>
    internal static IReadOnlyList<OutgoingMessage> Messages(Message message, uint format)
    {
        if (format != BatchFormat)
        {
            return [Single(message, "")];
        }

        var sections = Sections(message);
        if (sections.Count == 0)
        {
            throw new FormatException("A batch must contain at least one message.");
        }

        return [.. sections.Select((section, index) => Single(Decoded(section, index), $"Message {index}: "))];
    }

    private static Message Decoded(byte[] section, int index)
    {
        try
        {
            return Message.Decode(new ByteBuffer(section, 0, section.Length, section.Length));
        }
#pragma warning disable CA1031 // Invalid bytes affect only their own batch
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new FormatException($"Message {index} cannot be read: {e.Message}", e);
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
        return sent.Validate() is { } error ? throw new FormatException($"{place}{error}") : sent;
    }

    private static byte[] Body(Message message, string place) =>
        message.BodySection switch
        {
            null => [],
            AmqpValue { Value: string text } => Encoding.UTF8.GetBytes(text),
            AmqpValue { Value: byte[] bytes } => bytes,
            AmqpValue { Value: null } => [],
            Data or DataList => [.. Sections(message).SelectMany(section => section)],
            _ => throw new FormatException($"{place}the body must be bytes or text."),
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

    /// <summary>Returns whether a message has an annotation. Clients name it by text or by symbol.</summary>
    private static bool Annotation(Message message, string name) =>
        message.MessageAnnotations?.Map.Keys.Any(key => key.ToString() == name) == true;

    private static string? Text(object? id) =>
        id switch
        {
            null => null,
            byte[] bytes => Convert.ToHexString(bytes),
            _ => Convert.ToString(id, CultureInfo.InvariantCulture),
        };

    // Milliseconds. Zero and the largest number, which SDKs send for long times, mean no limit.
    private static TimeSpan? TimeToLive(Header? header) =>
        header is null or { Ttl: 0 or uint.MaxValue } ? null : TimeSpan.FromMilliseconds(header.Ttl);
}
