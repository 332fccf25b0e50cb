namespace FlexFunctions.Domain;

/// <summary>A usage event of a team, as telemetry sent it: a sign of life of a user's use of a product.</summary>
/// <param name="Event">Which event it is, for the journal.</param>
/// <param name="User">Who used it.</param>
/// <param name="Product">What was used.</param>
/// <param name="Sign">What was seen, in which session, when.</param>
/// <param name="TakenIn">The instant the queue first took the event in, by which its time is judged (R5).</param>
public sealed record UsageEvent(EventRef Event, UserId User, ProductId Product, SignOfLife Sign, DateTimeOffset TakenIn)
{
    /// <summary>The meter it belongs to.</summary>
    public MeterKey Meter => new(User, Product);
}
