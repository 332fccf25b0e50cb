namespace FlexFunctions.Domain;

/// <summary>The event of a result that a product made for a user (R7).</summary>
/// <param name="Event">Which event it is: a result is settled once per account and source and id, for ever.</param>
/// <param name="User">Who had it made.</param>
/// <param name="Product">What made it.</param>
/// <param name="Result">The kind of result.</param>
/// <param name="Quantity">How much of it; above zero, at most <see cref="MaxQuantity"/>.</param>
/// <param name="Time">When it was made.</param>
/// <param name="EnqueuedAt">The instant the queue first took the event in, by which its time is judged (R5).</param>
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
