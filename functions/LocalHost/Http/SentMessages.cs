using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.LocalHost;

/// <summary>Reads the messages of a REST send call in its two forms.</summary>
internal static class SentMessages
{
    private static readonly JsonSerializerOptions s_strict = new() { RespectNullableAnnotations = true };

    /// <summary>
    /// Reads a single message: the body, system properties in the BrokerProperties header, application properties in
    /// other headers.
    /// </summary>
    /// <exception cref="FormatException">A header is invalid.</exception>
    internal static OutgoingMessage Single(byte[] body, IHeaderDictionary headers)
    {
        var message = new OutgoingMessage
        {
            Body = new BinaryData(body),
            ContentType = headers.ContentType.Count == 0 ? null : headers.ContentType.ToString(),
            ApplicationProperties = PropertyHeaders.Read(headers),
        };
        var json = headers["BrokerProperties"].ToString();
        return Validate(
            json.Length == 0
                ? message
                : Read<BrokerProperties>(BinaryData.FromString(json), "BrokerProperties header").ApplyTo(message)
        );
    }

    /// <summary>Reads a JSON array of <c>{ Body, BrokerProperties?, UserProperties? }</c>.</summary>
    /// <exception cref="FormatException">The body is not such an array, or the array is empty.</exception>
    internal static IReadOnlyList<OutgoingMessage> Batch(byte[] body) =>
        Read<IReadOnlyList<Item>>(BinaryData.FromBytes(body), "batch") is { Count: > 0 } items
            ? [.. items.Select(item => Validate(item.ToMessage()))]
            : throw new FormatException("A batch must contain at least one message.");

    private static OutgoingMessage Validate(OutgoingMessage message) =>
        message.Validate() is { } error ? throw new FormatException(error) : message;

    private static T Read<T>(BinaryData json, string name)
    {
        try
        {
            return json.ToObjectFromJson<T>(s_strict) ?? throw new FormatException($"The {name} is null.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The {name} is invalid: {e.Message}", e);
        }
    }

    private sealed record Item
    {
        public required string Body { get; init; }

        public BrokerProperties? BrokerProperties { get; init; }

        public IReadOnlyDictionary<string, JsonElement>? UserProperties { get; init; }

        internal OutgoingMessage ToMessage()
        {
            var message = new OutgoingMessage
            {
                Body = BinaryData.FromString(Body),
                ApplicationProperties = (UserProperties ?? new Dictionary<string, JsonElement>()).ToDictionary(
                    pair => pair.Key,
                    pair => PropertyValue(pair.Key, pair.Value),
                    StringComparer.Ordinal
                ),
            };
            return BrokerProperties is null ? message : BrokerProperties.ApplyTo(message);
        }

        private static object PropertyValue(string name, JsonElement value) =>
            value.ValueKind switch
            {
                JsonValueKind.String => Text(name, value),
                JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
                JsonValueKind.Number when value.GetDouble() is var real && double.IsFinite(real) => real,
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => throw new FormatException(
                    $"The user property '{name}' must be a string, a boolean or a number in the range of a double."
                ),
            };

        private static string Text(string name, JsonElement value)
        {
            try
            {
                return value.GetString()!;
            }
            catch (InvalidOperationException e)
            {
                // Half a surrogate pair is valid JSON, but not text.
                throw new FormatException($"The user property '{name}' is invalid: {e.Message}", e);
            }
        }
    }
}
