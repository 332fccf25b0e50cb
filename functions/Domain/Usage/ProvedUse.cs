namespace FlexFunctions.Domain;

/// <summary>
/// A piece of use that signs of life prove (R3): the half-open interval [<see cref="Start"/>, <see cref="End"/>), and
/// the instant <see cref="End"/> too if the user was seen there and did not just close. A piece that starts where it
/// ends is that one instant.
/// </summary>
/// <param name="Start">The first instant of use.</param>
/// <param name="End">Where the use ends.</param>
/// <param name="SeenAtEnd">True if <see cref="End"/> itself is use: an opened or a heartbeat was seen there.</param>
public readonly record struct ProvedUse(DateTimeOffset Start, DateTimeOffset End, bool SeenAtEnd)
{
    /// <summary>True if there is use at this instant or later.</summary>
    public bool Reaches(DateTimeOffset instant) => instant < End || (SeenAtEnd && instant == End);

    /// <summary>
    /// The part of the piece from an instant on. The piece must reach that instant (<see cref="Reaches"/>).
    /// </summary>
    public ProvedUse From(DateTimeOffset instant) => instant <= Start ? this : this with { Start = instant };
}
