using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// What the signs of life of one session prove: its runs in order, and the signs that were denied (R9).
/// </summary>
/// <param name="Session">The session.</param>
/// <param name="Runs">Its runs, in order; a run with a cut may end where the next begins.</param>
/// <param name="Denied">The denied signs that are still remembered.</param>
public sealed record SessionProof(SessionId Session, ImmutableArray<Run> Runs, ImmutableSortedSet<DeniedSign> Denied)
{
    /// <summary>A session of which nothing is known.</summary>
    public static SessionProof Unseen(SessionId session) => new(session, [], []);

    /// <summary>True if nothing is remembered.</summary>
    public bool IsEmpty => Runs.IsEmpty && Denied.IsEmpty;

    /// <summary>
    /// The proof with one more sign; the same instance if the sign teaches nothing: it is known, or lies inside a run. An
    /// implied close and a closed at its instant are one sign.
    /// </summary>
    public SessionProof With(SignKinds kind, DateTimeOffset time, TimeSpan sessionTimeout)
    {
        var before = CountBefore(time);
        if (kind == SignKinds.Closed && before > 0 && Runs[before - 1].EndsInCutAt(time))
        {
            return this;
        }

        if (before == Runs.Length || !Runs[before].Spans(time))
        {
            return Insert(before, Run.Of(kind, time), sessionTimeout);
        }

        var taught = Runs[before].With(kind, time);
        return ReferenceEquals(taught, Runs[before]) ? this : this with { Runs = Runs.SetItem(before, taught) };
    }

    /// <summary>
    /// The proof with an implied close: use goes on up to the cut, and nothing is joined across it. No run encloses it.
    /// </summary>
    public SessionProof WithCut(DateTimeOffset at, TimeSpan sessionTimeout)
    {
        var before = 0;
        while (before < Runs.Length && Runs[before].Last < at)
        {
            before++;
        }

        var cut = Run.Cut(at);
        return before < Runs.Length && Runs[before].First < at && Runs[before].Last == at
            ? this with
            {
                Runs = Runs.SetItem(before, Runs[before].Then(cut)),
            }
            : Insert(before, cut, sessionTimeout);
    }

    /// <summary>
    /// The proof up to an instant: what was seen from then on is forgotten, and use that passes across it ends there by an
    /// implied close (R8).
    /// </summary>
    public SessionProof CutFrom(DateTimeOffset at, UsageTerms terms)
    {
        var kept = this with { Runs = [.. Runs.Select(run => run.Last < at ? run : run.Before(at)).OfType<Run>()] };
        return PassesAcross(at, terms.Lateness) ? kept.WithCut(at, terms.SessionTimeout) : kept;
    }

    /// <summary>The proof with a denied sign remembered.</summary>
    public SessionProof WithDenied(DeniedSign denied) => this with { Denied = Denied.Add(denied) };

    /// <summary>Why the same sign was denied before; null if it was not.</summary>
    public string? DeniedFor(SignOfLife sign) =>
        Denied.TryGetValue(new DeniedSign(sign.Time, sign.Kind, ""), out var denied) ? denied.Reason : null;

    /// <summary>
    /// True if a heartbeat at this time goes on from accepted signs (R9): the nearest before it is not a closed and at most
    /// the session timeout away, or the nearest after it is at most that far away.
    /// </summary>
    public bool GoesOnAt(DateTimeOffset time, TimeSpan sessionTimeout)
    {
        var before = CountBefore(time);
        return (before > 0 && Runs[before - 1].GoesOnTo(time, sessionTimeout))
            || (before < Runs.Length && Runs[before].First - time <= sessionTimeout);
    }

    /// <summary>The use the session proves (R3): in order, joined where its signs are joined.</summary>
    public IEnumerable<ProvedUse> Use(TimeSpan lateness)
    {
        ProvedUse? joined = null;
        for (var i = 0; i < Runs.Length; i++)
        {
            var run = Runs[i];
            if (joined is { } ended && run.FirstUse != run.First)
            {
                yield return ended;
                joined = null;
            }

            var seenAtLast = (run.AtLast & SignKinds.Use) != SignKinds.None;
            ProvedUse? use = run.FirstUse is { } first ? new(joined?.Start ?? first, run.Last, seenAtLast) : null;
            var goesOn = i + 1 < Runs.Length && run.OpenedUntil(Runs[i + 1], lateness);
            joined = goesOn ? use!.Value with { End = Runs[i + 1].First, SeenAtEnd = false } : null;
            if (use is { } whole && !goesOn)
            {
                yield return whole;
            }
        }
    }

    /// <summary>True if the joined proof passes strictly across the instant (R9).</summary>
    public bool PassesAcross(DateTimeOffset instant, TimeSpan lateness) =>
        Use(lateness).Any(use => use.Start < instant && instant < use.End);

    /// <summary>True if the instant lies strictly inside a run, so that a cut there would split it (R9).</summary>
    public bool HasRunAround(DateTimeOffset instant) => Runs.Any(run => run.Encloses(instant));

    /// <summary>
    /// The proof without what no acceptable sign can change any more (R5): runs that ended before one instant, unless they
    /// are joined to a closed after it, and denied signs from before another.
    /// </summary>
    public SessionProof Forget(DateTimeOffset runsBefore, DateTimeOffset deniedBefore, TimeSpan lateness)
    {
        var denied = Denied;
        while (!denied.IsEmpty && denied.Min.Time < deniedBefore)
        {
            denied = denied.Remove(denied.Min);
        }

        var settled = 0;
        while (settled < Runs.Length && Runs[settled].Last < runsBefore && !ReachesPast(settled, runsBefore, lateness))
        {
            settled++;
        }

        return settled == 0 && ReferenceEquals(denied, Denied)
            ? this
            : this with
            {
                Runs = Runs.RemoveRange(0, settled),
                Denied = denied,
            };
    }

    /// <summary>True if a run ends in an opened whose closed lies after the instant: its use goes on there.</summary>
    private bool ReachesPast(int index, DateTimeOffset instant, TimeSpan lateness) =>
        index + 1 < Runs.Length
        && Runs[index + 1].First > instant
        && Runs[index].OpenedUntil(Runs[index + 1], lateness);

    /// <summary>How many runs lie wholly before a sign at this time.</summary>
    private int CountBefore(DateTimeOffset time)
    {
        var before = 0;
        while (before < Runs.Length && Runs[before].IsBefore(time))
        {
            before++;
        }

        return before;
    }

    /// <summary>Puts a run between its neighbours, joined to those within the timeout.</summary>
    private SessionProof Insert(int index, Run run, TimeSpan sessionTimeout)
    {
        var runs = Runs.ToBuilder();
        if (index < runs.Count && run.JoinsTo(runs[index].First, sessionTimeout))
        {
            run = run.Then(runs[index]);
            runs.RemoveAt(index);
        }

        if (index > 0 && runs[index - 1].JoinsTo(run.First, sessionTimeout))
        {
            index--;
            run = runs[index].Then(run);
            runs.RemoveAt(index);
        }

        runs.Insert(index, run);
        return this with { Runs = runs.ToImmutable() };
    }
}
