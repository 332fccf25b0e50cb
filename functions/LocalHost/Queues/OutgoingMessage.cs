namespace FlexFunctions.LocalHost;

/// <summary>A message to enqueue.</summary>
public sealed record OutgoingMessage
{
    /// <summary>The largest body, in bytes.</summary>
    public const int MaxBodyBytes = 262_144;

    /// <summary>The longest message or session id, in characters.</summary>
    public const int MaxNameLength = 128;

    /// <summary>The body, at most <see cref="MaxBodyBytes"/> bytes.</summary>
    public required BinaryData Body { get; init; }

    /// <summary>The sender's id for the message. The queue assigns one if it is null or empty.</summary>
    public string? MessageId { get; init; }

    /// <summary>The correlation id.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The subject, also called label.</summary>
    public string? Subject { get; init; }

    /// <summary>The session id. It is stored, but queues have no sessions.</summary>
    public string? SessionId { get; init; }

    /// <summary>The media type of the body.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// How long the message can wait before it is dead-lettered: more than zero, or null for no limit.
    /// </summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>
    /// The sender's properties: text, numbers, booleans, instants, time spans, Guids, Uris, bytes or null.
    /// </summary>
    public IReadOnlyDictionary<string, object> ApplicationProperties { get; init; } = new Dictionary<string, object>();

    /// <summary>Returns the first error of the message in one line, or null if the message is valid.</summary>
    public string? Validate()
    {
        if (Body.ToMemory().Length > MaxBodyBytes)
        {
            return $"The body has {Body.ToMemory().Length} bytes; at most {MaxBodyBytes} are allowed.";
        }

        if (MessageId?.Length > MaxNameLength || SessionId?.Length > MaxNameLength)
        {
            return $"MessageId and SessionId can have at most {MaxNameLength} characters.";
        }

        if (TimeToLive <= TimeSpan.Zero)
        {
            return "TimeToLive must be greater than zero.";
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
