using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The tokens that a team spent by UTC day of posting: drawn, less given back (R17, R20).</summary>
/// <param name="Days">The tokens of each day; below zero if more was given back. A day without spending is absent.</param>
public sealed record SpendHistory(ImmutableSortedDictionary<DateOnly, Tokens> Days)
{
    /// <summary>The most days, including today, that the pace is computed from.</summary>
    public const int PaceDays = 14;

    /// <summary>No spending.</summary>
    public static readonly SpendHistory None = new(ImmutableSortedDictionary<DateOnly, Tokens>.Empty);

    /// <summary>Returns the UTC day of an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.UtcDateTime);

    /// <summary>Returns the tokens that postings spend (<see cref="Posting.Spent"/>).</summary>
    public static Tokens SpentBy(IEnumerable<Posting> postings) =>
        Tokens.Sum(postings.Select(posting => posting.Spent));

    /// <summary>Returns the history with more spent on a day.</summary>
    public SpendHistory With(DateOnly day, Tokens spent) => new(Days.SetItem(day, Days.GetValueOrDefault(day) + spent));

    /// <summary>The days, including today, that the header of a ledger holds.</summary>
    public const int RecentDays = 28;

    /// <summary>Returns the history before a day.</summary>
    public SpendHistory Before(DateOnly first) => new(Days.RemoveRange(Days.Keys.Where(day => day >= first)));

    /// <summary>Returns the history from a day on.</summary>
    public SpendHistory Since(DateOnly first) => new(Days.RemoveRange(Days.Keys.Where(day => day < first)));

    /// <summary>Returns the history with the days of another added.</summary>
    public SpendHistory And(SpendHistory others) => new(Days.SetItems(others.Days));

    /// <summary>
    /// Returns the tokens spent per day over the last 14 days, or since the first charge if that is less, but at least
    /// one day (R17). Not below zero.
    /// </summary>
    /// <param name="firstCharge">The instant of the team's first charge; null if there is none.</param>
    /// <param name="now">The end of the period.</param>
    public decimal Pace(DateTimeOffset? firstCharge, DateTimeOffset now)
    {
        if (firstCharge is not { } first)
        {
            return 0;
        }

        var firstDay = DayOf(now).AddDays(1 - PaceDays);
        var spent = Tokens.Sum(
            Days.Where(day => day.Key >= firstDay && day.Key <= DayOf(now)).Select(day => day.Value)
        );
        var from = new DateTimeOffset(firstDay, TimeOnly.MinValue, TimeSpan.Zero);
        var elapsed = (decimal)(now - (first > from ? first : from)).Ticks / TimeSpan.TicksPerDay;
        return Math.Max(0, spent.Value) / Math.Max(1, elapsed);
    }

    /// <summary>Returns true if both have equal amounts on equal days.</summary>
    public bool Equals(SpendHistory? other) => other is not null && Days.SequenceEqual(other.Days);

    /// <inheritdoc/>
    public override int GetHashCode() => Days.Aggregate(0, (hash, day) => HashCode.Combine(hash, day.Key, day.Value));
}
