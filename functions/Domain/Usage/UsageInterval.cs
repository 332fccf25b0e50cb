using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// A piece of use that usage signals prove (R3): the half-open interval [<see cref="Start"/>, <see cref="End"/>), and
/// the instant <see cref="End"/> too if the user was seen there and did not just close. A piece that starts where it
/// ends is that one instant.
/// </summary>
/// <param name="Start">The first instant of use.</param>
/// <param name="End">Where the use ends.</param>
/// <param name="SeenAtEnd">True if <see cref="End"/> itself is use: an opened or a heartbeat was seen there.</param>
public readonly record struct UsageInterval(DateTimeOffset Start, DateTimeOffset End, bool SeenAtEnd)
{
    /// <summary>True if there is use at this instant or later.</summary>
    public bool Reaches(DateTimeOffset instant) => instant < End || (SeenAtEnd && instant == End);

    /// <summary>
    /// The part of the piece from an instant on. The piece must reach that instant (<see cref="Reaches"/>).
    /// </summary>
    public UsageInterval From(DateTimeOffset instant) => instant <= Start ? this : this with { Start = instant };

    /// <summary>The parts of the piece that no seat covers, in order (R8).</summary>
    /// <param name="seats">The times in which a seat is held, in order; they do not overlap.</param>
    public IEnumerable<UsageInterval> Outside(ImmutableArray<SeatTime> seats)
    {
        var rest = this;
        foreach (var seat in seats)
        {
            if (seat.Taken <= rest.Start)
            {
                continue;
            }

            if (!rest.Reaches(seat.Given))
            {
                break;
            }

            if (rest.Start < seat.Given)
            {
                yield return new UsageInterval(rest.Start, seat.Given, SeenAtEnd: false);
            }

            if (seat.Taken is not { } taken || !rest.Reaches(taken))
            {
                yield break;
            }

            rest = rest.From(taken);
        }

        yield return rest;
    }
}
