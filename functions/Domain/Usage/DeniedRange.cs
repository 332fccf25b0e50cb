using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// Denied signals of any session, each at most the session timeout after the one before. A meter keeps them so when
/// they are too many to be kept one by one (R5, Overload).
/// </summary>
/// <param name="Time">The time from the first to the last of them.</param>
/// <param name="Reason">The stable code of the denial that began the range.</param>
public readonly record struct DeniedRange(TimeRange Time, string Reason)
{
    /// <summary>Returns ranges with one more denied signal: in a range near it, or in a new one.</summary>
    /// <param name="ranges">The ranges in order.</param>
    /// <param name="denied">The denied signal.</param>
    /// <param name="sessionTimeout">How far apart the members of a range may be.</param>
    public static ImmutableArray<DeniedRange> Add(
        ImmutableArray<DeniedRange> ranges,
        DeniedSignal denied,
        TimeSpan sessionTimeout
    )
    {
        var range = new DeniedRange(TimeRange.Of(denied.Time), denied.Reason);
        var apart = ranges.ToLookup(other =>
            denied.Time - other.Time.Last > sessionTimeout || other.Time.First - denied.Time > sessionTimeout
        );
        foreach (var near in apart[false])
        {
            range = new DeniedRange(TimeRange.Union(near.Time, range.Time)!.Value, near.Reason);
        }

        return [.. apart[true].Append(range).OrderBy(other => other.Time.First)];
    }
}
