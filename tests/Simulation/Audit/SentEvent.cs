using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Simulation.Audit;

/// <summary>An event that a product sent.</summary>
/// <param name="Kind">opened, heartbeat, closed or result.</param>
/// <param name="Account">The account.</param>
/// <param name="Team">The team.</param>
/// <param name="User">The user, in any case.</param>
/// <param name="Product">The product.</param>
/// <param name="Session">The session; empty for a result.</param>
/// <param name="Time">The event's own time.</param>
/// <param name="Source">Identifies the event together with the id.</param>
/// <param name="Id">Identifies the event together with the source.</param>
/// <param name="Result">The kind of result; empty for a usage signal.</param>
/// <param name="Quantity">The quantity of a result.</param>
internal sealed record SentEvent(
    string Kind,
    string Account,
    string Team,
    string User,
    string Product,
    string Session,
    DateTimeOffset Time,
    string Source,
    string Id,
    string Result = "",
    decimal Quantity = 0
)
{
    /// <summary>What is malformed about the event; null if it is well-formed.</summary>
    public EventFlaw? Flaw { get; init; }

    /// <summary>True for a result, false for a usage signal.</summary>
    public bool IsResult => Kind == "result";

    /// <summary>The usage signal of an event that is not a result.</summary>
    public ReferenceSignal Signal => new(Enum.Parse<ReferenceKind>(Kind, ignoreCase: true), Session, Time);
}

/// <summary>A message that a product sent.</summary>
/// <param name="Number">Its number in the story.</param>
/// <param name="Events">One event or a batch of events.</param>
/// <param name="EnqueuedAt">When the message was first enqueued.</param>
internal sealed record SentMessage(int Number, IReadOnlyList<SentEvent> Events, DateTimeOffset EnqueuedAt = default)
{
    /// <summary>The code of a message that is dead-lettered after too many deliveries.</summary>
    public const string DeliveredTooOften = "MaxDeliveryCountExceeded";

    /// <summary>The code of a message that could not be processed, for a reason that nobody expected.</summary>
    public const string ProcessingFailed = "processing-failed";

    /// <summary>The code of a message that is malformed or has a malformed event.</summary>
    public const string Malformed = "malformed-event";

    /// <summary>Why the body is no JSON that can be read; null if it can be read.</summary>
    public BodyFlaw? Flaw { get; init; }

    /// <summary>The first enqueued time that the sender claims, believable or not (R5); null if it claims none.</summary>
    public DateTimeOffset? FirstEnqueued { get; init; }

    /// <summary>The events that can be read.</summary>
    public IEnumerable<SentEvent> Readable => Flaw is null ? Events.Where(sent => sent.Flaw is null) : [];
}

/// <summary>What is malformed about an event.</summary>
internal enum EventFlaw
{
    NoUser,
    EmptyTeam,
    TimeInWords,
    OtherSpecVersion,
    UnknownType,
    DataIsList,
}

/// <summary>Why a body cannot be read.</summary>
internal enum BodyFlaw
{
    Empty,
    Cut,
    NotJson,
    PropertyTwice,
    TooDeep,
    NotUtf8,
}
