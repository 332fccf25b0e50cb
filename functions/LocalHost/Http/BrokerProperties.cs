using System.Globalization;
using System.Text.Json;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The system properties of a message in a REST send call. Those a receiver here can not see are ignored.
/// </summary>
internal static class BrokerProperties
{
    /// <summary>The message with the properties set.</summary>
    /// <exception cref="FormatException">
    /// A property has the wrong type, or asks for what this host does not do.
    /// </exception>
    internal static OutgoingMessage Apply(OutgoingMessage message, JsonElement properties)
    {
        if (properties.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("BrokerProperties is a JSON object.");
        }

        foreach (var property in properties.EnumerateObject())
        {
            message = property.Name switch
            {
                "MessageId" => message with { MessageId = Text(property) },
                "CorrelationId" => message with { CorrelationId = Text(property) },
                "Label" or "Subject" => message with { Subject = Text(property) },
                "SessionId" => message with { SessionId = Text(property) },
                "ContentType" => message with { ContentType = Text(property) },
                "TimeToLive" => message with { TimeToLive = Seconds(property) },
                "TimeToLiveTimeSpan" => message with { TimeToLive = Span(property) },
                "ScheduledEnqueueTimeUtc" => throw new FormatException("Scheduled messages are not supported here."),
                _ => message,
            };
        }

        return message;
    }

    private static string? Text(JsonProperty property) =>
        property.Value.ValueKind switch
        {
            JsonValueKind.String => property.Value.GetString(),
            JsonValueKind.Null => null,
            _ => throw new FormatException($"BrokerProperties: '{property.Name}' is a string."),
        };

    private static TimeSpan? Seconds(JsonProperty property)
    {
        if (property.Value.ValueKind != JsonValueKind.Number || !property.Value.TryGetDouble(out var seconds))
        {
            throw new FormatException($"BrokerProperties: '{property.Name}' is a number of seconds.");
        }

        // Clients write "for ever" as the largest time span there is.
        return seconds >= TimeSpan.MaxValue.TotalSeconds ? null : TimeSpan.FromSeconds(Math.Max(seconds, 0));
    }

    private static TimeSpan? Span(JsonProperty property) =>
        TimeSpan.TryParse(Text(property), CultureInfo.InvariantCulture, out var span)
            ? span
            : throw new FormatException($"BrokerProperties: '{property.Name}' is a time span, d.hh:mm:ss.");
}
