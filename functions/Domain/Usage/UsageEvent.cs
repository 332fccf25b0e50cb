namespace FlexFunctions.Domain;

/// <summary>A usage event of a team, as a product sent it.</summary>
/// <param name="Event">The source and id of the event, for the journal.</param>
/// <param name="User">The user of the product.</param>
/// <param name="Product">The product.</param>
/// <param name="EnqueuedAt">The instant the queue first accepted the event; its time is judged by it (R5).</param>
public abstract record UsageEvent(EventRef Event, UserId User, ProductId Product, DateTimeOffset EnqueuedAt)
{
    /// <summary>The meter of the event.</summary>
    public MeterKey Meter => new(User, Product);

    /// <summary>The declined line of the event (R9).</summary>
    internal Posting.Declined Declined(DateTimeOffset at, string reason) => new(User, Product, at, reason, Event);
}
