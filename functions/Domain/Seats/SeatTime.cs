namespace FlexFunctions.Domain;

/// <summary>A time in which a user holds a seat of a product: the half-open [given, taken) (R8).</summary>
/// <param name="Given">The first instant that it covers.</param>
/// <param name="Taken">The first instant that it does not cover any more; null while it is held.</param>
public readonly record struct SeatTime(DateTimeOffset Given, DateTimeOffset? Taken)
{
    /// <summary>True while the seat is held.</summary>
    public bool IsHeld => Taken is null;

    /// <summary>True if the seat covers use at that instant.</summary>
    public bool Covers(DateTimeOffset instant) => Given <= instant && !(Taken <= instant);
}
