namespace FlexFunctions.Domain;

/// <summary>A usage event of a team, as telemetry sent it.</summary>
/// <param name="Event">Which event it is, for the journal.</param>
/// <param name="User">Who used the product.</param>
/// <param name="Product">What was used.</param>
/// <param name="EnqueuedAt">The instant the queue first took the event in, by which its time is judged (R5).</param>
public abstract record UsageEvent(EventRef Event, UserId User, ProductId Product, DateTimeOffset EnqueuedAt)
{
    /// <summary>The meter it belongs to.</summary>
    public MeterKey Meter => new(User, Product);
}
