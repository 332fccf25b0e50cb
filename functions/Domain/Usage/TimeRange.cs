namespace FlexFunctions.Domain;

/// <summary>The time from a first to a last instant, both included.</summary>
/// <param name="First">The first instant.</param>
/// <param name="Last">The last instant; not before the first.</param>
public readonly record struct TimeRange(DateTimeOffset First, DateTimeOffset Last)
{
    /// <summary>Returns the range of one instant.</summary>
    public static TimeRange Of(DateTimeOffset instant) => new(instant, instant);

    /// <summary>Returns the shortest range that contains both ranges; null if there is none.</summary>
    public static TimeRange? Union(TimeRange? one, TimeRange? other) =>
        (one, other) is ({ } a, { } b)
            ? new(a.First < b.First ? a.First : b.First, a.Last > b.Last ? a.Last : b.Last)
            : one ?? other;

    /// <summary>Returns true if an instant of the range lies strictly between two instants.</summary>
    public bool ReachesBetween(DateTimeOffset after, DateTimeOffset before) => after < Last && First < before;

    /// <summary>Returns true if the range contains the instant.</summary>
    public bool Contains(DateTimeOffset instant) => First <= instant && instant <= Last;
}
