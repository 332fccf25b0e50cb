namespace FlexFunctions.ReferenceModel;

/// <summary>R3, read literally: from signals and cuts to pieces of use, all of it from scratch.</summary>
public static class ReferenceUse
{
    /// <summary>The use that a set of signals proves, every session together, in no order.</summary>
    public static List<ReferenceInterval> Of(
        IEnumerable<ReferenceSignal> signals,
        IEnumerable<ReferenceImpliedClose> cuts,
        ReferenceOptions terms
    ) =>
        signals
            .GroupBy(signal => signal.Session)
            .SelectMany(session => OfSession([.. session], [.. cuts.Where(cut => cut.Session == session.Key)], terms))
            .ToList();

    /// <summary>
    /// True if the joined proof of one session lies on both sides of an instant without a break at it.
    /// </summary>
    public static bool PassesAcross(List<ReferenceInterval> ofSession, DateTimeOffset instant)
    {
        var before = ofSession.Any(piece => piece.From < instant && instant <= piece.To);
        var after = ofSession.Any(piece => piece.From <= instant && instant < piece.To);
        return before && after;
    }

    /// <summary>
    /// The runs of one session: chains of signals joined by the timeout, in order. An implied close is the last of its
    /// run and is one signal with a closed at its instant; an opened or heartbeat at that instant is after it.
    /// </summary>
    public static List<List<ReferenceSignal>> Runs(
        List<ReferenceSignal> signals,
        List<ReferenceImpliedClose> cuts,
        ReferenceOptions terms
    )
    {
        var runs = new List<List<ReferenceSignal>>();
        var ended = true;
        var marks = signals
            .Where(signal => !IsImplied(signal, cuts))
            .Select(signal => (Signal: signal, IsCut: false))
            .Concat(
                cuts.Select(cut =>
                    (Signal: new ReferenceSignal(ReferenceKind.Closed, cut.Session, cut.Time), IsCut: true)
                )
            )
            .OrderBy(mark => mark.Signal.Time)
            .ThenBy(mark => !mark.IsCut);
        foreach (var (signal, isCut) in marks)
        {
            if (ended || signal.Time - runs[^1][^1].Time > terms.Timeout)
            {
                runs.Add([]);
            }

            runs[^1].Add(signal);
            ended = isCut;
        }

        return runs;
    }

    public static List<ReferenceInterval> OfSession(
        List<ReferenceSignal> signals,
        List<ReferenceImpliedClose> cuts,
        ReferenceOptions terms
    )
    {
        var pieces = new List<ReferenceInterval>();
        DateTimeOffset[] bounds =
        [
            DateTimeOffset.MinValue,
            .. cuts.Select(cut => cut.Time).Distinct().Order(),
            DateTimeOffset.MaxValue,
        ];
        for (var i = 0; i + 1 < bounds.Length; i++)
        {
            var within = signals
                .Where(signal => bounds[i] <= signal.Time && signal.Time < bounds[i + 1] && !IsImplied(signal, cuts))
                .ToHashSet();
            if (within.Count > 0 && bounds[i + 1] < DateTimeOffset.MaxValue)
            {
                // The implied close.
                within.Add(new ReferenceSignal(ReferenceKind.Closed, signals[0].Session, bounds[i + 1]));
            }

            pieces.AddRange(BetweenCuts(within, terms));
        }

        return pieces;
    }

    /// <summary>True for a closed that a cut implies.</summary>
    public static bool IsImplied(ReferenceSignal signal, List<ReferenceImpliedClose> cuts) =>
        signal.Kind == ReferenceKind.Closed && cuts.Contains(new ReferenceImpliedClose(signal.Session, signal.Time));

    private static IEnumerable<ReferenceInterval> BetweenCuts(HashSet<ReferenceSignal> signals, ReferenceOptions terms)
    {
        var times = signals.Select(signal => signal.Time).Distinct().Order().ToArray();
        var provedInRun = false;
        for (var i = 0; i < times.Length; i++)
        {
            var here = signals.Where(signal => signal.Time == times[i]).ToArray();
            if (i > 0 && times[i] - times[i - 1] > terms.Timeout)
            {
                provedInRun = false;
            }

            if (here.Any(signal => signal.ProvesUse))
            {
                provedInRun = true;
                yield return new ReferenceInterval(times[i], times[i]);
            }

            if (i + 1 == times.Length)
            {
                continue;
            }

            var gap = times[i + 1] - times[i];
            var opened = here.Any(signal => signal.Kind == ReferenceKind.Opened);
            var thenClosed = signals.Any(signal => signal.Time == times[i + 1] && signal.Kind == ReferenceKind.Closed);
            if ((provedInRun && gap <= terms.Timeout) || (opened && thenClosed && gap <= terms.Lateness))
            {
                yield return new ReferenceInterval(times[i], times[i + 1]);
            }
        }
    }
}
