using System.Globalization;

namespace FlexFunctions.LocalHost;

/// <summary>The system properties of a message in a REST send call. Unknown properties are ignored.</summary>
internal sealed record BrokerProperties
{
    public string? MessageId { get; init; }

    public string? CorrelationId { get; init; }

    public string? Label { get; init; }

    public string? Subject { get; init; }

    public string? SessionId { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The time to live in seconds.</summary>
    public double? TimeToLive { get; init; }

    /// <summary>The time to live as d.hh:mm:ss.</summary>
    public string? TimeToLiveTimeSpan { get; init; }

    public string? ScheduledEnqueueTimeUtc { get; init; }

    /// <summary>Returns the message with these properties.</summary>
    /// <exception cref="FormatException">A property is invalid or not supported.</exception>
    internal OutgoingMessage ApplyTo(OutgoingMessage message) =>
        ScheduledEnqueueTimeUtc is not null
            ? throw new FormatException("Scheduled messages are not supported.")
            : message with
            {
                MessageId = MessageId,
                CorrelationId = CorrelationId,
                Subject = Subject ?? Label,
                SessionId = SessionId,
                ContentType = ContentType ?? message.ContentType,
                TimeToLive = TimeToLiveTimeSpan is null ? FromSeconds(TimeToLive) : Parse(TimeToLiveTimeSpan),
            };

    // Clients send the largest time span for an unlimited time to live. A number beyond a double reads as infinity.
    private static TimeSpan? FromSeconds(double? seconds) =>
        seconds is { } number && !double.IsFinite(number) ? throw new FormatException("TimeToLive is out of range.")
        : seconds is null || seconds >= TimeSpan.MaxValue.TotalSeconds ? null
        : TimeSpan.FromSeconds(Math.Max(seconds.Value, 0));

    private static TimeSpan Parse(string span) =>
        TimeSpan.TryParse(span, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException("TimeToLiveTimeSpan must be a time span, d.hh:mm:ss.");
}
