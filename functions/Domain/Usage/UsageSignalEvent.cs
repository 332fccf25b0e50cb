namespace FlexFunctions.Domain;

/// <summary>The event of a usage signal of a user's use of a product.</summary>
/// <param name="Event">Which event it is, for the journal.</param>
/// <param name="User">Who used it.</param>
/// <param name="Product">What was used.</param>
/// <param name="Signal">What was seen, in which session, when.</param>
/// <param name="EnqueuedAt">The instant the queue first took the event in, by which its time is judged (R5).</param>
public sealed record UsageSignalEvent(
    EventRef Event,
    UserId User,
    ProductId Product,
    UsageSignal Signal,
    DateTimeOffset EnqueuedAt
) : UsageEvent(Event, User, Product, EnqueuedAt);
