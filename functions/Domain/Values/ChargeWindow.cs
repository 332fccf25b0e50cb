namespace FlexFunctions.Domain;

/// <summary>
/// The half-open 24 hours [<see cref="Start"/>, <see cref="End"/>) that one daily charge pays for (R1).
/// </summary>
/// <param name="Start">The start of the window, UTC.</param>
public readonly record struct ChargeWindow(DateTimeOffset Start) : IComparable<ChargeWindow>
{
    /// <summary>The length of every window.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(24);

    /// <summary>The first instant after the window.</summary>
    public DateTimeOffset End => Start + Length;

    /// <summary>Returns true if the instant lies in the window.</summary>
    public bool Contains(DateTimeOffset instant) => Start <= instant && instant < End;

    /// <inheritdoc/>
    public int CompareTo(ChargeWindow other) => Start.CompareTo(other.Start);
}
