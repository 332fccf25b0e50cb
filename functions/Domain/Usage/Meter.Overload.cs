using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <content>What a meter keeps of more signals than it can remember one by one (R5, Overload).</content>
public sealed partial record Meter
{
    /// <summary>
    /// The instants of use that signals proved which were left out, in order. Of those that start no charged window, only
    /// the last one in each session timeout of the clock is kept.
    /// </summary>
    public ImmutableArray<DateTimeOffset> Instants { get; init; } = [];

    /// <summary>
    /// The time of the signals left out whose sessions are not remembered; null if there is none. A session that is
    /// remembered later starts with it (<see cref="SessionActivity.LeftOut"/>).
    /// </summary>
    public TimeRange? LeftOut { get; init; }

    /// <summary>The denied signals that are not kept one by one, in order and more than the session timeout apart.</summary>
    public ImmutableArray<DeniedRange> DeniedRanges { get; init; } = [];

    /// <summary>The number of activity spans.</summary>
    public int SpanCount
    {
        get
        {
            var count = 0;
            foreach (var session in Sessions)
            {
                count += session.Spans.Length;
            }

            return count;
        }
    }

    /// <summary>
    /// Returns true if a signal would begin another activity span and there is no room for it. A closed that ends a
    /// remembered opened has room of its own.
    /// </summary>
    public bool LeavesOut(UsageSignal signal, MeteringOptions options)
    {
        var activity = Session(signal.Session);
        return SpanCount >= options.MaxSpans
            && activity.With(signal, options.SessionTimeout).Spans.Length > activity.Spans.Length
            && !(HasRoomForClose(options) && activity.IsEndedBy(signal, options.Lateness));
    }

    /// <summary>Returns true if another closed, or an implied close, can end a remembered opened.</summary>
    public bool HasRoomForClose(MeteringOptions options) => SpanCount < 2 * options.MaxSpans;

    /// <summary>Returns the meter that remembers when a signal was left out, so that nothing is connected across it.</summary>
    public Meter WithLeftOut(UsageSignal signal)
    {
        var (index, time) = (Find(signal.Session), TimeRange.Of(signal.Time));
        if (index < 0)
        {
            return this with { LeftOut = TimeRange.Union(LeftOut, time) };
        }

        var activity = Sessions[index];
        var leftOut = TimeRange.Union(activity.LeftOut, time);
        return leftOut == activity.LeftOut ? this : With(activity with { LeftOut = leftOut });
    }

    /// <summary>
    /// Returns the meter with use at the instant of a signal that is left out. The same meter if that proves nothing new: it
    /// is a closed, a seat covers it, or it would be thinned out at once (<see cref="ThinOut"/>).
    /// </summary>
    public Meter WithInstantOf(UsageSignal signal, MeteringOptions options)
    {
        var index = Instants.BinarySearch(signal.Time);
        if (signal.Kind == SignalKinds.Closed || IsCovered(signal.Time) || index >= 0)
        {
            return this;
        }

        var isThinnedOut =
            ~index < Instants.Length
            && AreInOneTimeout(signal.Time, Instants[~index], options)
            && Windows.Any(charged => charged.Window.Contains(signal.Time));
        return isThinnedOut ? this : this with { Instants = Instants.Insert(~index, signal.Time) };
    }

    /// <summary>
    /// Returns the meter with only those instants at which a charged window starts, and the last one in each session timeout
    /// of the clock. The windows must be settled; they stay where they are.
    /// </summary>
    public Meter ThinOut(MeteringOptions options)
    {
        var starts = Windows.Select(charged => charged.Window.Start).ToHashSet();
        var kept = Instants.Where(
            (instant, index) =>
                index + 1 == Instants.Length
                || !AreInOneTimeout(instant, Instants[index + 1], options)
                || starts.Contains(instant)
        );
        return this with { Instants = [.. kept] };
    }

    /// <summary>
    /// Returns true if other use within the time cannot move a window: a charged window starts before it and ends after it, or
    /// a seat covers it.
    /// </summary>
    public bool MovesNoWindow(TimeRange time) =>
        Windows.Any(charged => charged.Window.Start < time.First && time.Last < charged.Window.End)
        || Seats.Any(seat => seat.Covers(time.First) && seat.Covers(time.Last));

    /// <summary>Returns why signals were denied at a time that is kept as a range, or null if there is none.</summary>
    public string? DenialAt(DateTimeOffset time)
    {
        foreach (var range in DeniedRanges)
        {
            if (range.Time.Contains(time))
            {
                return range.Reason;
            }
        }

        return null;
    }

    /// <summary>Returns the meter with one more denied signal: one by one up to the bound, in ranges above it.</summary>
    public Meter WithDenied(SessionId session, DeniedSignal denied, MeteringOptions options)
    {
        if (!DeniedRanges.IsEmpty)
        {
            return this with { DeniedRanges = DeniedRange.Add(DeniedRanges, denied, options.SessionTimeout) };
        }

        var changed = With(Session(session).WithDenied(denied));
        return changed.Sessions.Sum(activity => activity.Denied.Count) <= options.MaxDenied
            ? changed
            : changed.WithSessions(changed.Sessions.Select(activity => activity with { Denied = [] })) with
            {
                DeniedRanges = changed
                    .Sessions.SelectMany(activity => activity.Denied)
                    .Aggregate(
                        DeniedRanges,
                        (ranges, signal) => DeniedRange.Add(ranges, signal, options.SessionTimeout)
                    ),
            };
    }

    /// <summary>
    /// Returns the meter with other activity of its sessions. It forgets those without any, and takes over what they left
    /// out.
    /// </summary>
    private Meter WithSessions(IEnumerable<SessionActivity> sessions)
    {
        var (kept, leftOut) = (ImmutableArray.CreateBuilder<SessionActivity>(Sessions.Length), LeftOut);
        foreach (var session in sessions)
        {
            if (session.IsEmpty)
            {
                leftOut = TimeRange.Union(leftOut, session.LeftOut);
            }
            else
            {
                kept.Add(session);
            }
        }

        return this with
        {
            Sessions = kept.DrainToImmutable(),
            LeftOut = leftOut,
        };
    }

    private static bool AreInOneTimeout(DateTimeOffset one, DateTimeOffset other, MeteringOptions options) =>
        one.UtcTicks / options.SessionTimeout.Ticks == other.UtcTicks / options.SessionTimeout.Ticks;
}
