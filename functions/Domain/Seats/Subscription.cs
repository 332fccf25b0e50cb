namespace FlexFunctions.Domain;

/// <summary>The seats of a product that a team bought, and how many of them users hold (R8).</summary>
/// <param name="Sold">The seats sold; not below <paramref name="Held"/>.</param>
/// <param name="Held">The seats that users hold; at least 0.</param>
public sealed record Subscription(int Sold, int Held)
{
    /// <summary>The most seats of one product that a team can have.</summary>
    public const int MaxSeats = 1_000_000;

    /// <summary>No seats.</summary>
    public static readonly Subscription None = new(0, 0);

    /// <summary>Sets the number of seats sold, or returns why not.</summary>
    public (Subscription? Subscription, Rejection? Refusal) Sell(int seats) =>
        seats >= Held
            ? (this with { Sold = seats }, null)
            : (
                null,
                new Rejection(RejectionCode.SeatsInUse, $"{Held} seats are held; take {Held - seats} first.", "seats")
            );

    /// <summary>Gives a seat to a user, or returns why not.</summary>
    public (Subscription? Subscription, Rejection? Refusal) Give() =>
        Held < Sold
            ? (this with { Held = Held + 1 }, null)
            : (
                null,
                new Rejection(RejectionCode.NoSeatLeft, $"All {Sold} seats are held; take one first, or buy more.")
            );

    /// <summary>Takes a seat from a user who holds one.</summary>
    public Subscription Take() => this with { Held = Held - 1 };
}
