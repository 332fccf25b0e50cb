namespace FlexFunctions.Domain;

/// <summary>The seats of a product that the vendor sold to a team, and how many of them users hold (R8).</summary>
/// <param name="Sold">Not below <paramref name="Held"/>.</param>
/// <param name="Held">At least 0.</param>
public sealed record Subscription(int Sold, int Held)
{
    /// <summary>The most seats of one product that a team can have.</summary>
    public const int MaxSeats = 1_000_000;

    /// <summary>No seats.</summary>
    public static readonly Subscription None = new(0, 0);

    /// <summary>Sells so many seats in all; or says why not.</summary>
    public (Subscription? Subscription, Rejection? Refusal) Sell(int seats) =>
        seats >= Held
            ? (this with { Sold = seats }, null)
            : (
                null,
                new Rejection(RejectionCode.SeatsInUse, $"{Held} seats are held; take {Held - seats} first.", "seats")
            );

    /// <summary>Gives one of the seats to a user; or says why not.</summary>
    public (Subscription? Subscription, Rejection? Refusal) Give() =>
        Held < Sold
            ? (this with { Held = Held + 1 }, null)
            : (
                null,
                new Rejection(RejectionCode.NoSeatLeft, $"All {Sold} seats are held; take one first, or buy more.")
            );

    /// <summary>Takes a seat from a user who holds it.</summary>
    public Subscription Take() => this with { Held = Held - 1 };
}
