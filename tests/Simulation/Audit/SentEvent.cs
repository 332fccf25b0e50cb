using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Simulation.Audit;

/// <summary>An event as a product sent it.</summary>
/// <param name="Kind">opened, heartbeat, closed or result.</param>
/// <param name="Account">The account.</param>
/// <param name="Team">The team.</param>
/// <param name="User">The user, in any case.</param>
/// <param name="Product">The product.</param>
/// <param name="Session">Nothing for a result.</param>
/// <param name="Time">The event's own time.</param>
/// <param name="Source">With the id, which event it is.</param>
/// <param name="Id">With the source, which event it is.</param>
/// <param name="Result">The kind of result; nothing for a usage signal.</param>
/// <param name="Quantity">How much of it.</param>
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
    /// <summary>True for a result; else it is a usage signal.</summary>
    public bool IsResult => Kind == "result";

    /// <summary>The signal, of an event that is no result.</summary>
    public ReferenceSignal Signal => new(Enum.Parse<ReferenceKind>(Kind, ignoreCase: true), Session, Time);
}

/// <summary>A message as it was sent.</summary>
/// <param name="Number">Its number in the story.</param>
/// <param name="Events">Its events, one or a batch.</param>
/// <param name="EnqueuedAt">When the queue first took it in.</param>
internal sealed record SentMessage(int Number, IReadOnlyList<SentEvent> Events, DateTimeOffset EnqueuedAt = default)
{
    /// <summary>Why a message is dead-lettered that came back too often.</summary>
    public const string DeliveredTooOften = "MaxDeliveryCountExceeded";
}
