using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The activity of one session: the spans that its usage signals prove, and the signals that were denied (R9).
/// </summary>
/// <param name="Session">The session.</param>
/// <param name="Spans">The activity spans in order. A span with an implied close may end where the next begins.</param>
/// <param name="Denied">The denied signals that are still remembered.</param>
public sealed record SessionActivity(
    SessionId Session,
    ImmutableArray<ActivitySpan> Spans,
    ImmutableSortedSet<DeniedSignal> Denied
)
{
    /// <summary>
    /// The time of the signals of the session that the meter left out (R5, Overload): no opened and closed are connected
    /// across a part of it. Null if there is none.
    /// </summary>
    public TimeRange? LeftOut { get; init; }

    /// <summary>Returns the activity of a session without signals.</summary>
    public static SessionActivity Unseen(SessionId session) => new(session, [], []);

    /// <summary>True if no signal is remembered.</summary>
    public bool IsEmpty => Spans.IsEmpty && Denied.IsEmpty;

    /// <summary>
    /// Returns true if the signal adds nothing: the same signal is known, or a span contains it (R5). An implied close and
    /// a closed at the same instant are one signal.
    /// </summary>
    public bool Covers(UsageSignal signal)
    {
        var next = CountBefore(signal.Time);
        return (signal.Kind == SignalKinds.Closed && next > 0 && Spans[next - 1].EndsInImpliedCloseAt(signal.Time))
            || (next < Spans.Length && Spans[next].Covers(signal));
    }

    /// <summary>Returns the activity with the signal added; equal if the signal is covered (<see cref="Covers"/>).</summary>
    public SessionActivity With(UsageSignal signal, TimeSpan sessionTimeout)
    {
        if (Covers(signal))
        {
            return this;
        }

        var next = CountBefore(signal.Time);
        return next < Spans.Length && Spans[next].Contains(signal.Time)
            ? this with
            {
                Spans = Spans.SetItem(next, Spans[next].With(signal)),
            }
            : Insert(next, ActivitySpan.Of(signal.Kind, signal.Time), sessionTimeout);
    }

    /// <summary>
    /// Returns the activity with an implied close at an instant: use continues up to it, and nothing is connected across
    /// it. The instant must not lie inside a span (<see cref="HasSpanAround"/>).
    /// </summary>
    public SessionActivity WithImpliedClose(DateTimeOffset at, TimeSpan sessionTimeout)
    {
        var next = 0;
        while (next < Spans.Length && Spans[next].Last < at)
        {
            next++;
        }

        var close = ActivitySpan.ImpliedClose(at);
        return next < Spans.Length && Spans[next].First < at && Spans[next].Last == at
            ? this with
            {
                Spans = Spans.SetItem(next, Spans[next].Then(close)),
            }
            : Insert(next, close, sessionTimeout);
    }

    /// <summary>
    /// Returns the activity before an instant. Signals from the instant on are forgotten, and use across it ends there by
    /// an implied close (R8).
    /// </summary>
    public SessionActivity CloseFrom(DateTimeOffset at, MeteringOptions options)
    {
        var kept = this with
        {
            Spans = [.. Spans.Select(span => span.Last < at ? span : span.Before(at)).OfType<ActivitySpan>()],
        };
        return PassesAcross(at, options.Lateness) ? kept.WithImpliedClose(at, options.SessionTimeout) : kept;
    }

    /// <summary>Returns the activity with one more denied signal.</summary>
    public SessionActivity WithDenied(DeniedSignal denied) => this with { Denied = Denied.Add(denied) };

    /// <summary>Returns why the same signal was denied before, or null if it was not.</summary>
    public string? DenialOf(UsageSignal signal) =>
        Denied.TryGetValue(new DeniedSignal(signal.Time, signal.Kind, ""), out var denied) ? denied.Reason : null;

    /// <summary>
    /// Returns true if a heartbeat at this time continues accepted activity (R9): the nearest signal before it is not a
    /// closed and at most the session timeout away, or the nearest after it is at most that far away.
    /// </summary>
    public bool ContinuesAt(DateTimeOffset time, TimeSpan sessionTimeout)
    {
        var next = CountBefore(time);
        return (next > 0 && Spans[next - 1].ContinuesTo(time, sessionTimeout))
            || (next < Spans.Length && Spans[next].First - time <= sessionTimeout);
    }

    /// <summary>Returns the use that the session proves (R3), in order. Connected spans make one interval.</summary>
    public IReadOnlyList<UsageInterval> Use(TimeSpan lateness)
    {
        var use = new List<UsageInterval>(Spans.Length);
        AddUse(use, lateness);
        return use;
    }

    /// <summary>Adds the use that the session proves to a list (<see cref="Use"/>).</summary>
    public void AddUse(List<UsageInterval> all, TimeSpan lateness)
    {
        UsageInterval? connected = null;
        for (var i = 0; i < Spans.Length; i++)
        {
            var span = Spans[i];
            if (connected is { } ended && span.FirstUse != span.First)
            {
                all.Add(ended);
                connected = null;
            }

            var usedAtLast = (span.AtLast & SignalKinds.Use) != SignalKinds.None;
            UsageInterval? use = span.FirstUse is { } first
                ? new(connected?.Start ?? first, span.Last, usedAtLast)
                : null;
            var continues = i + 1 < Spans.Length && AreConnected(span, Spans[i + 1], lateness);
            connected = continues ? new(use!.Value.Start, Spans[i + 1].First, includesEnd: false) : null;
            if (use is { } whole && !continues)
            {
                all.Add(whole);
            }
        }
    }

    /// <summary>
    /// Returns a time outside of which the use of this and another activity is the same; null if it is the same everywhere.
    /// </summary>
    public TimeRange? DifferenceInUse(SessionActivity other, TimeSpan lateness)
    {
        UsageInterval[] ours = [.. Use(lateness)];
        UsageInterval[] theirs = [.. other.Use(lateness)];
        var alike = ours.AsSpan().CommonPrefixLength(theirs);
        return
            alike < ours.Length
            && alike < theirs.Length
            && ours[alike].Start == theirs[alike].Start
            && (ours[alike].End < theirs[alike].End ? ours[alike].End : theirs[alike].End) is var shorter
            ? TimeRange.Union(From(shorter, ours), From(shorter, theirs))
            : TimeRange.Union(All(ours), All(theirs));

        TimeRange? All(UsageInterval[] use) => alike < use.Length ? From(use[alike].Start, use) : null;

        static TimeRange? From(DateTimeOffset first, UsageInterval[] use) => new TimeRange(first, use[^1].End);
    }

    /// <summary>Returns true if connected use passes strictly across the instant (R9).</summary>
    public bool PassesAcross(DateTimeOffset instant, TimeSpan lateness) =>
        Use(lateness).Any(use => use.Start < instant && instant < use.End);

    /// <summary>Returns true if the signal is a closed that ends the use since a remembered opened (R3).</summary>
    public bool IsEndedBy(UsageSignal signal, TimeSpan lateness) =>
        signal.Kind == SignalKinds.Closed
        && CountBefore(signal.Time) is var next and > 0
        && AreConnected(Spans[next - 1], ActivitySpan.Of(signal.Kind, signal.Time), lateness);

    /// <summary>Returns true if the instant lies strictly inside a span, so that an implied close would split it (R9).</summary>
    public bool HasSpanAround(DateTimeOffset instant) => Spans.Any(span => span.Encloses(instant));

    /// <summary>
    /// Returns the activity without what no acceptable signal can change any more (R5): spans that ended before one
    /// instant, unless a closed after it ends them, and denied signals from before another.
    /// </summary>
    public SessionActivity Forget(DateTimeOffset spansBefore, DateTimeOffset deniedBefore, TimeSpan lateness)
    {
        var denied = Denied;
        while (!denied.IsEmpty && denied.Min.Time < deniedBefore)
        {
            denied = denied.Remove(denied.Min);
        }

        var settled = 0;
        while (
            settled < Spans.Length && Spans[settled].Last < spansBefore && !ReachesPast(settled, spansBefore, lateness)
        )
        {
            settled++;
        }

        var leftOut = LeftOut?.Last < spansBefore ? null : LeftOut;
        return settled == 0 && denied.Count == Denied.Count && leftOut == LeftOut
            ? this
            : this with
            {
                Spans = Spans.RemoveRange(0, settled),
                Denied = denied,
                LeftOut = leftOut,
            };
    }

    /// <summary>True if a span ends in an opened whose closed lies after the instant, so that its use continues there.</summary>
    private bool ReachesPast(int index, DateTimeOffset instant, TimeSpan lateness) =>
        index + 1 < Spans.Length
        && Spans[index + 1].First > instant
        && AreConnected(Spans[index], Spans[index + 1], lateness);

    /// <summary>True if an opened and a closed connect two spans (R3), and nothing between them was left out.</summary>
    private bool AreConnected(ActivitySpan earlier, ActivitySpan later, TimeSpan lateness) =>
        earlier.IsClosedBy(later, lateness) && LeftOut?.ReachesBetween(earlier.Last, later.First) != true;

    /// <summary>Returns how many spans lie wholly before a signal at this time.</summary>
    private int CountBefore(DateTimeOffset time)
    {
        var before = 0;
        while (before < Spans.Length && Spans[before].IsBefore(time))
        {
            before++;
        }

        return before;
    }

    /// <summary>Inserts a span between its neighbors and connects it with those within the session timeout.</summary>
    private SessionActivity Insert(int index, ActivitySpan span, TimeSpan sessionTimeout)
    {
        var spans = Spans.ToBuilder();
        if (index < spans.Count && span.ConnectsTo(spans[index].First, sessionTimeout))
        {
            span = span.Then(spans[index]);
            spans.RemoveAt(index);
        }

        if (index > 0 && spans[index - 1].ConnectsTo(span.First, sessionTimeout))
        {
            index--;
            span = spans[index].Then(span);
            spans.RemoveAt(index);
        }

        spans.Insert(index, span);
        return this with { Spans = spans.ToImmutable() };
    }
}
