using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// A piece of use that usage signals prove (R3): the half-open interval [<see cref="Start"/>, <see cref="End"/>), and
/// <see cref="End"/> itself if <see cref="IncludesEnd"/>. An interval that starts where it ends is that one instant.
/// </summary>
public readonly record struct UsageInterval
{
    /// <summary>Creates an interval.</summary>
    /// <param name="start">The first instant of use.</param>
    /// <param name="end">The end of use; not before <paramref name="start"/>.</param>
    /// <param name="includesEnd">True if an opened or a heartbeat was seen at the end, so that it is use too.</param>
    /// <exception cref="ArgumentOutOfRangeException">The end lies before the start.</exception>
    public UsageInterval(DateTimeOffset start, DateTimeOffset end, bool includesEnd)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        (Start, End, IncludesEnd) = (start, end, includesEnd);
    }

    /// <summary>The first instant of use.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The end of use.</summary>
    public DateTimeOffset End { get; }

    /// <summary>True if <see cref="End"/> itself is use: an opened or a heartbeat was seen there.</summary>
    public bool IncludesEnd { get; }

    /// <summary>Returns true if there is use at this instant or later.</summary>
    public bool Reaches(DateTimeOffset instant) => instant < End || (IncludesEnd && instant == End);

    /// <summary>Returns the part of the interval from an instant on, which it must reach (<see cref="Reaches"/>).</summary>
    public UsageInterval From(DateTimeOffset instant) => instant <= Start ? this : new(instant, End, IncludesEnd);

    /// <summary>Returns the parts of the interval that no seat covers, in order (R8).</summary>
    /// <param name="seats">The times in which the user holds a seat, in order and without overlap.</param>
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
                yield return new UsageInterval(rest.Start, seat.Given, includesEnd: false);
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
