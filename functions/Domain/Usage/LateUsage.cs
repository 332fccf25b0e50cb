using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The days on which signals of one user and product were enqueued a day or more after their own time. A device that was
/// offline is late once; a clock that is set back every day, which would get a week for one charge, is late every day.
/// </summary>
/// <param name="Days">The UTC days, within the last <see cref="MemoryDays"/>.</param>
public sealed record LateUsage(ImmutableSortedSet<DateOnly> Days)
{
    /// <summary>The number of days that are remembered, back from the newest.</summary>
    public const int MemoryDays = 30;

    /// <summary>No late usage.</summary>
    public static readonly LateUsage None = new([]);

    /// <summary>Returns the late usage with one more day; the same instance if the day adds nothing.</summary>
    public LateUsage With(DateOnly day)
    {
        var all = new LateUsage(Days.Add(day));
        var kept = all.On(all.Days.Max);
        return kept.Days.SetEquals(Days) ? this : kept;
    }

    /// <summary>Returns the late usage that is remembered on a day.</summary>
    public LateUsage On(DateOnly day) => new([.. Days.Where(known => known > day.AddDays(-MemoryDays))]);
}
