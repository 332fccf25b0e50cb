namespace FlexFunctions.Domain;

/// <summary>The event of a result that a product produced for a user (R7).</summary>
/// <param name="Event">The source and id of the event; a result is settled once per account, source and id, for ever.</param>
/// <param name="User">The user of the product.</param>
/// <param name="Product">The product.</param>
/// <param name="Result">The kind of result.</param>
/// <param name="Quantity">The quantity; above zero, at most <see cref="MaxQuantity"/>.</param>
/// <param name="Time">The event's own time.</param>
/// <param name="EnqueuedAt">The instant the queue first accepted the event; its time is judged by it (R5).</param>
public sealed record ResultEvent(
    EventRef Event,
    UserId User,
    ProductId Product,
    ResultId Result,
    decimal Quantity,
    DateTimeOffset Time,
    DateTimeOffset EnqueuedAt
) : UsageEvent(Event, User, Product, EnqueuedAt)
{
    /// <summary>The largest quantity of one result.</summary>
    public const decimal MaxQuantity = 1_000_000_000;
}
