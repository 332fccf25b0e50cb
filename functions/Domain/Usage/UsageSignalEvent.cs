namespace FlexFunctions.Domain;

/// <summary>The event of a usage signal.</summary>
/// <param name="Event">The source and id of the event, for the journal.</param>
/// <param name="User">The user of the product.</param>
/// <param name="Product">The product.</param>
/// <param name="Signal">The kind, session and time of the signal.</param>
/// <param name="EnqueuedAt">The instant the queue first accepted the event; its time is judged by it (R5).</param>
public sealed record UsageSignalEvent(
    EventRef Event,
    UserId User,
    ProductId Product,
    UsageSignal Signal,
    DateTimeOffset EnqueuedAt
) : UsageEvent(Event, User, Product, EnqueuedAt)
{
    /// <summary>True if the event was enqueued a day or more after its own time (<see cref="LateUsage"/>).</summary>
    public bool IsADayLate => EnqueuedAt - Signal.Time >= ChargeWindow.Length;
}
