namespace FlexFunctions.Domain;

/// <summary>The event of a sign of life of a user's use of a product.</summary>
/// <param name="Event">Which event it is, for the journal.</param>
/// <param name="User">Who used it.</param>
/// <param name="Product">What was used.</param>
/// <param name="Sign">What was seen, in which session, when.</param>
/// <param name="TakenIn">The instant the queue first took the event in, by which its time is judged (R5).</param>
public sealed record SignEvent(EventRef Event, UserId User, ProductId Product, SignOfLife Sign, DateTimeOffset TakenIn)
    : UsageEvent(Event, User, Product, TakenIn);
