namespace FlexFunctions.LocalHost;

/// <summary>A message as a sender gives it to a queue.</summary>
public sealed record OutgoingMessage
{
    /// <summary>The largest payload, in bytes.</summary>
    public const int MaxBodyBytes = 262_144;

    /// <summary>The longest message or session id, in characters.</summary>
    public const int MaxNameLength = 128;

    /// <summary>The payload, at most <see cref="MaxBodyBytes"/> bytes.</summary>
    public required BinaryData Body { get; init; }

    /// <summary>The sender's name for the message; the queue assigns one if null or empty.</summary>
    public string? MessageId { get; init; }

    /// <summary>What the message belongs to.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>What the message is about.</summary>
    public string? Subject { get; init; }

    /// <summary>The session; kept, but queues here have no sessions.</summary>
    public string? SessionId { get; init; }

    /// <summary>The payload's media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// How long it may wait before it is dead-lettered as too old; null means for ever, else more than zero.
    /// </summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>
    /// The sender's own properties: what AMQP senders may use (text, numbers, booleans, instants, time spans, Guids, Uris,
    /// bytes, null).
    /// </summary>
    public IReadOnlyDictionary<string, object> ApplicationProperties { get; init; } = new Dictionary<string, object>();

    /// <summary>What is wrong with the message in one line; null if nothing is.</summary>
    public string? Flaw()
    {
        if (Body.ToMemory().Length > MaxBodyBytes)
        {
            return $"The body has {Body.ToMemory().Length} bytes; at most {MaxBodyBytes} are allowed.";
        }

        if (MessageId?.Length > MaxNameLength || SessionId?.Length > MaxNameLength)
        {
            return $"MessageId and SessionId have at most {MaxNameLength} characters.";
        }

        if (TimeToLive <= TimeSpan.Zero)
        {
            return "TimeToLive is more than zero.";
        }

        foreach (var (name, value) in ApplicationProperties)
        {
            if (!PropertyText.CanHold(value))
            {
                return $"The application property '{name}' has the unsupported type {value.GetType()}.";
            }
        }

        return null;
    }
}
