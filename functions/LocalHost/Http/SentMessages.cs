using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.LocalHost;

/// <summary>The messages of a REST send call, in its two forms.</summary>
internal static class SentMessages
{
    /// <summary>
    /// One message: the body as it is, system properties in the BrokerProperties header, others in headers.
    /// </summary>
    /// <exception cref="FormatException">A header can not be read.</exception>
    internal static OutgoingMessage Single(byte[] body, IHeaderDictionary headers)
    {
        var message = new OutgoingMessage
        {
            Body = new BinaryData(body),
            ContentType = headers.ContentType.Count == 0 ? null : headers.ContentType.ToString(),
            ApplicationProperties = PropertyHeaders.Read(headers),
        };
        var broker = headers["BrokerProperties"].ToString();
        if (broker.Length > 0)
        {
            using var document = ParseJson(Encoding.UTF8.GetBytes(broker), "The BrokerProperties header");
            message = BrokerProperties.Apply(message, document.RootElement);
        }

        return Checked(message, "");
    }

    /// <summary>A JSON array of <c>{ Body, BrokerProperties?, UserProperties? }</c>.</summary>
    /// <exception cref="FormatException">It is no such array, or it is empty.</exception>
    internal static IReadOnlyList<OutgoingMessage> Batch(byte[] body)
    {
        using var document = ParseJson(body, "The batch");
        if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() == 0)
        {
            throw new FormatException("A batch is a JSON array of at least one message.");
        }

        return [.. document.RootElement.EnumerateArray().Select((item, index) => Item(item, $"Message {index}: "))];
    }

    private static OutgoingMessage Item(JsonElement item, string place)
    {
        if (
            item.ValueKind != JsonValueKind.Object
            || !item.TryGetProperty("Body", out var body)
            || body.ValueKind != JsonValueKind.String
        )
        {
            throw new FormatException($"{place}it is an object with a string 'Body'.");
        }

        try
        {
            var message = new OutgoingMessage { Body = new BinaryData(Encoding.UTF8.GetBytes(body.GetString()!)) };
            if (item.TryGetProperty("UserProperties", out var user) && user.ValueKind != JsonValueKind.Null)
            {
                message = message with { ApplicationProperties = UserProperties(user) };
            }

            if (item.TryGetProperty("BrokerProperties", out var broker) && broker.ValueKind != JsonValueKind.Null)
            {
                message = BrokerProperties.Apply(message, broker);
            }

            return Checked(message, place);
        }
        catch (Exception e) when (e is InvalidOperationException)
        {
            // A string with half a surrogate pair is valid JSON, but no text.
            throw new FormatException($"{place}{e.Message}", e);
        }
    }

    private static Dictionary<string, object> UserProperties(JsonElement user)
    {
        if (user.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("UserProperties is an object.");
        }

        var properties = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var property in user.EnumerateObject())
        {
            properties[property.Name] = property.Value.ValueKind switch
            {
                JsonValueKind.String => property.Value.GetString()!,
                JsonValueKind.Number when property.Value.TryGetInt64(out var whole) => whole,
                JsonValueKind.Number when property.Value.GetDouble() is var real && double.IsFinite(real) => real,
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => throw new FormatException(
                    $"The user property '{property.Name}' is no string, boolean or number of a double's range."
                ),
            };
        }

        return properties;
    }

    private static OutgoingMessage Checked(OutgoingMessage message, string place) =>
        message.Flaw() is { } flaw ? throw new FormatException($"{place}{flaw}") : message;

    private static JsonDocument ParseJson(ReadOnlyMemory<byte> json, string what)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{what} is not JSON: {e.Message}", e);
        }
    }
}
