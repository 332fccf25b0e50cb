using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// What the usage signals of one session prove: its spans in order, and the signals that were denied (R9).
/// </summary>
/// <param name="Session">The session.</param>
/// <param name="Spans">Its spans, in order; a span with a cut may end where the next begins.</param>
/// <param name="Denied">The denied signals that are still remembered.</param>
public sealed record SessionActivity(
    SessionId Session,
    ImmutableArray<ActivitySpan> Spans,
    ImmutableSortedSet<DeniedSignal> Denied
)
{
    /// <summary>A session of which nothing is known.</summary>
    public static SessionActivity Unseen(SessionId session) => new(session, [], []);

    /// <summary>True if nothing is remembered.</summary>
    public bool IsEmpty => Spans.IsEmpty && Denied.IsEmpty;

    /// <summary>
    /// The proof with one more signal; the same instance if the signal teaches nothing: it is known, or lies inside a span. An
    /// implied close and a closed at its instant are one signal.
    /// </summary>
    public SessionActivity With(SignalKinds kind, DateTimeOffset time, TimeSpan sessionTimeout)
    {
        var before = CountBefore(time);
        if (kind == SignalKinds.Closed && before > 0 && Spans[before - 1].EndsInImpliedCloseAt(time))
        {
            return this;
        }

        if (before == Spans.Length || !Spans[before].Holds(time))
        {
            return Insert(before, ActivitySpan.Of(kind, time), sessionTimeout);
        }

        var taught = Spans[before].With(kind, time);
        return ReferenceEquals(taught, Spans[before]) ? this : this with { Spans = Spans.SetItem(before, taught) };
    }

    /// <summary>
    /// The proof with an implied close: use goes on up to the cut, and nothing is joined across it. No span encloses it.
    /// </summary>
    public SessionActivity WithImpliedClose(DateTimeOffset at, TimeSpan sessionTimeout)
    {
        var before = 0;
        while (before < Spans.Length && Spans[before].Last < at)
        {
            before++;
        }

        var cut = ActivitySpan.ImpliedClose(at);
        return before < Spans.Length && Spans[before].First < at && Spans[before].Last == at
            ? this with
            {
                Spans = Spans.SetItem(before, Spans[before].Then(cut)),
            }
            : Insert(before, cut, sessionTimeout);
    }

    /// <summary>
    /// The proof up to an instant: what was seen from then on is forgotten, and use that passes across it ends there by an
    /// implied close (R8).
    /// </summary>
    public SessionActivity CloseFrom(DateTimeOffset at, MeteringOptions terms)
    {
        var kept = this with
        {
            Spans = [.. Spans.Select(span => span.Last < at ? span : span.Before(at)).OfType<ActivitySpan>()],
        };
        return PassesAcross(at, terms.Lateness) ? kept.WithImpliedClose(at, terms.SessionTimeout) : kept;
    }

    /// <summary>The proof with a denied signal remembered.</summary>
    public SessionActivity WithDenied(DeniedSignal denied) => this with { Denied = Denied.Add(denied) };

    /// <summary>Why the same signal was denied before; null if it was not.</summary>
    public string? DeniedFor(UsageSignal signal) =>
        Denied.TryGetValue(new DeniedSignal(signal.Time, signal.Kind, ""), out var denied) ? denied.Reason : null;

    /// <summary>
    /// True if a heartbeat at this time goes on from accepted signals (R9): the nearest before it is not a closed and at most
    /// the session timeout away, or the nearest after it is at most that far away.
    /// </summary>
    public bool ContinuesAt(DateTimeOffset time, TimeSpan sessionTimeout)
    {
        var before = CountBefore(time);
        return (before > 0 && Spans[before - 1].ContinuesTo(time, sessionTimeout))
            || (before < Spans.Length && Spans[before].First - time <= sessionTimeout);
    }

    /// <summary>The use the session proves (R3): in order, joined where its signals are joined.</summary>
    public IEnumerable<UsageInterval> Use(TimeSpan lateness)
    {
        UsageInterval? joined = null;
        for (var i = 0; i < Spans.Length; i++)
        {
            var span = Spans[i];
            if (joined is { } ended && span.FirstUse != span.First)
            {
                yield return ended;
                joined = null;
            }

            var seenAtLast = (span.AtLast & SignalKinds.Use) != SignalKinds.None;
            UsageInterval? use = span.FirstUse is { } first ? new(joined?.Start ?? first, span.Last, seenAtLast) : null;
            var goesOn = i + 1 < Spans.Length && span.IsClosedBy(Spans[i + 1], lateness);
            joined = goesOn ? use!.Value with { End = Spans[i + 1].First, SeenAtEnd = false } : null;
            if (use is { } whole && !goesOn)
            {
                yield return whole;
            }
        }
    }

    /// <summary>True if the joined proof passes strictly across the instant (R9).</summary>
    public bool PassesAcross(DateTimeOffset instant, TimeSpan lateness) =>
        Use(lateness).Any(use => use.Start < instant && instant < use.End);

    /// <summary>True if the instant lies strictly inside a span, so that a cut there would split it (R9).</summary>
    public bool HasSpanAround(DateTimeOffset instant) => Spans.Any(span => span.Encloses(instant));

    /// <summary>
    /// The proof without what no acceptable signal can change any more (R5): spans that ended before one instant, unless they
    /// are joined to a closed after it, and denied signals from before another.
    /// </summary>
    public SessionActivity Forget(DateTimeOffset runsBefore, DateTimeOffset deniedBefore, TimeSpan lateness)
    {
        var denied = Denied;
        while (!denied.IsEmpty && denied.Min.Time < deniedBefore)
        {
            denied = denied.Remove(denied.Min);
        }

        var settled = 0;
        while (
            settled < Spans.Length && Spans[settled].Last < runsBefore && !ReachesPast(settled, runsBefore, lateness)
        )
        {
            settled++;
        }

        return settled == 0 && ReferenceEquals(denied, Denied)
            ? this
            : this with
            {
                Spans = Spans.RemoveRange(0, settled),
                Denied = denied,
            };
    }

    /// <summary>True if a span ends in an opened whose closed lies after the instant: its use goes on there.</summary>
    private bool ReachesPast(int index, DateTimeOffset instant, TimeSpan lateness) =>
        index + 1 < Spans.Length
        && Spans[index + 1].First > instant
        && Spans[index].IsClosedBy(Spans[index + 1], lateness);

    /// <summary>How many spans lie wholly before a signal at this time.</summary>
    private int CountBefore(DateTimeOffset time)
    {
        var before = 0;
        while (before < Spans.Length && Spans[before].IsBefore(time))
        {
            before++;
        }

        return before;
    }

    /// <summary>Puts a span between its neighbours, joined to those within the timeout.</summary>
    private SessionActivity Insert(int index, ActivitySpan span, TimeSpan sessionTimeout)
    {
        var spans = Spans.ToBuilder();
        if (index < spans.Count && span.JoinsTo(spans[index].First, sessionTimeout))
        {
            span = span.Then(spans[index]);
            spans.RemoveAt(index);
        }

        if (index > 0 && spans[index - 1].JoinsTo(span.First, sessionTimeout))
        {
            index--;
            span = spans[index].Then(span);
            spans.RemoveAt(index);
        }

        spans.Insert(index, span);
        return this with { Spans = spans.ToImmutable() };
    }
}
