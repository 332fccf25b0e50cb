using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>What a team spent by UTC day of posting: tokens drawn, less those given back (R17, R20).</summary>
/// <param name="Days">A day that is absent has no postings; one may be below zero, if it gave back more.</param>
public sealed record SpendHistory(ImmutableSortedDictionary<DateOnly, Tokens> Days)
{
    /// <summary>How many days, today included, the pace looks back at most.</summary>
    public const int PaceDays = 14;

    /// <summary>Nothing spent.</summary>
    public static readonly SpendHistory None = new(ImmutableSortedDictionary<DateOnly, Tokens>.Empty);

    /// <summary>The UTC day of an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.UtcDateTime);

    /// <summary>Returns the tokens that postings spend (<see cref="Posting.Spent"/>).</summary>
    public static Tokens SpentBy(IEnumerable<Posting> postings) =>
        Tokens.Sum(postings.Select(posting => posting.Spent));

    /// <summary>The history with more spent on a day.</summary>
    public SpendHistory With(DateOnly day, Tokens spent) => new(Days.SetItem(day, Days.GetValueOrDefault(day) + spent));

    /// <summary>How many days, today included, the head of a ledger remembers.</summary>
    public const int RecentDays = 28;

    /// <summary>The history before a day.</summary>
    public SpendHistory Before(DateOnly first) => new(Days.RemoveRange(Days.Keys.Where(day => day >= first)));

    /// <summary>The history from a day on.</summary>
    public SpendHistory Since(DateOnly first) => new(Days.RemoveRange(Days.Keys.Where(day => day < first)));

    /// <summary>This history and that of other days as one.</summary>
    public SpendHistory And(SpendHistory others) => new(Days.SetItems(others.Days));

    /// <summary>
    /// Tokens a day, at the pace of the last 14 days, or since the first charge if that is less, but at least one day
    /// (R17). Not below zero.
    /// </summary>
    /// <param name="firstCharge">When the team was first charged; null if it never was.</param>
    /// <param name="now">The end of the time that is looked back at.</param>
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

    /// <summary>Equal if the same was spent on the same days.</summary>
    public bool Equals(SpendHistory? other) => other is not null && Days.SequenceEqual(other.Days);

    /// <inheritdoc/>
    public override int GetHashCode() => Days.Aggregate(0, (hash, day) => HashCode.Combine(hash, day.Key, day.Value));
}
