namespace FlexFunctions.Domain;

/// <summary>The time in which a user holds a seat of a product: the half-open [given, taken) (R8).</summary>
public readonly record struct SeatTime
{
    /// <summary>Creates a seat time.</summary>
    /// <param name="given">The first instant that the seat covers.</param>
    /// <param name="taken">The first instant that it no longer covers; null while the seat is held.</param>
    /// <exception cref="ArgumentOutOfRangeException">The seat is taken before it is given.</exception>
    public SeatTime(DateTimeOffset given, DateTimeOffset? taken)
    {
        if (taken is { } end)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(end, given, nameof(taken));
        }

        (Given, Taken) = (given, taken);
    }

    /// <summary>The first instant that the seat covers.</summary>
    public DateTimeOffset Given { get; }

    /// <summary>The first instant that the seat no longer covers; null while it is held.</summary>
    public DateTimeOffset? Taken { get; }

    /// <summary>True while the seat is held.</summary>
    public bool IsHeld => Taken is null;

    /// <summary>Returns true if the seat covers use at the instant.</summary>
    public bool Covers(DateTimeOffset instant) => Given <= instant && !(Taken <= instant);
}
