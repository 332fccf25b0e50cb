namespace FlexFunctions.Domain;

/// <summary>
/// What one daily charge pays for: the half-open 24 hours [<see cref="Start"/>, <see cref="End"/>) of a user's use of a
/// product (R1).
/// </summary>
/// <param name="Start">The instant from which the window runs, UTC.</param>
public readonly record struct ChargeWindow(DateTimeOffset Start) : IComparable<ChargeWindow>
{
    /// <summary>How long every window is.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(24);

    /// <summary>The first instant that the window does not pay for.</summary>
    public DateTimeOffset End => Start + Length;

    /// <summary>True if the window pays for that instant.</summary>
    public bool Contains(DateTimeOffset instant) => Start <= instant && instant < End;

    /// <inheritdoc/>
    public int CompareTo(ChargeWindow other) => Start.CompareTo(other.Start);
}
