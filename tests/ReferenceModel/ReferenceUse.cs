namespace FlexFunctions.ReferenceModel;

/// <summary>R3, read literally: computes intervals of use from signals and implied closes, from scratch.</summary>
public static class ReferenceUse
{
    /// <summary>Returns the use that signals of all sessions prove, in no particular order.</summary>
    public static List<ReferenceInterval> Of(
        IEnumerable<ReferenceSignal> signals,
        IEnumerable<ReferenceImpliedClose> closes,
        ReferenceOptions options
    ) =>
        signals
            .GroupBy(signal => signal.Session)
            .SelectMany(session =>
                OfSession([.. session], [.. closes.Where(close => close.Session == session.Key)], options)
            )
            .ToList();

    /// <summary>
    /// Returns true if the connected use of one session passes strictly across an instant.
    /// </summary>
    public static bool PassesAcross(List<ReferenceInterval> ofSession, DateTimeOffset instant)
    {
        var before = ofSession.Any(interval => interval.From < instant && instant <= interval.To);
        var after = ofSession.Any(interval => interval.From <= instant && instant < interval.To);
        return before && after;
    }

    /// <summary>
    /// Returns the activity spans of one session: chains of signals at most the timeout apart. An implied close ends its span. It
    /// is the same signal as a closed at its instant; an opened or heartbeat at that instant comes after it.
    /// </summary>
    public static List<List<ReferenceSignal>> Spans(
        List<ReferenceSignal> signals,
        List<ReferenceImpliedClose> closes,
        ReferenceOptions options
    )
    {
        var spans = new List<List<ReferenceSignal>>();
        var ended = true;
        var marks = signals
            .Where(signal => !IsImplied(signal, closes))
            .Select(signal => (Signal: signal, IsImpliedClose: false))
            .Concat(
                closes.Select(close =>
                    (Signal: new ReferenceSignal(ReferenceKind.Closed, close.Session, close.Time), IsImpliedClose: true)
                )
            )
            .OrderBy(mark => mark.Signal.Time)
            .ThenBy(mark => !mark.IsImpliedClose);
        foreach (var (signal, isImpliedClose) in marks)
        {
            if (ended || signal.Time - spans[^1][^1].Time > options.Timeout)
            {
                spans.Add([]);
            }

            spans[^1].Add(signal);
            ended = isImpliedClose;
        }

        return spans;
    }

    public static List<ReferenceInterval> OfSession(
        List<ReferenceSignal> signals,
        List<ReferenceImpliedClose> closes,
        ReferenceOptions options
    )
    {
        var intervals = new List<ReferenceInterval>();
        DateTimeOffset[] bounds =
        [
            DateTimeOffset.MinValue,
            .. closes.Select(close => close.Time).Distinct().Order(),
            DateTimeOffset.MaxValue,
        ];
        for (var i = 0; i + 1 < bounds.Length; i++)
        {
            var within = signals
                .Where(signal => bounds[i] <= signal.Time && signal.Time < bounds[i + 1] && !IsImplied(signal, closes))
                .ToHashSet();
            if (within.Count > 0 && bounds[i + 1] < DateTimeOffset.MaxValue)
            {
                // The implied close ends this part as a closed does.
                within.Add(new ReferenceSignal(ReferenceKind.Closed, signals[0].Session, bounds[i + 1]));
            }

            intervals.AddRange(BetweenCloses(within, options));
        }

        return intervals;
    }

    /// <summary>Returns true for a closed at the instant of an implied close of its session.</summary>
    public static bool IsImplied(ReferenceSignal signal, List<ReferenceImpliedClose> closes) =>
        signal.Kind == ReferenceKind.Closed && closes.Contains(new ReferenceImpliedClose(signal.Session, signal.Time));

    private static IEnumerable<ReferenceInterval> BetweenCloses(
        HashSet<ReferenceSignal> signals,
        ReferenceOptions options
    )
    {
        var times = signals.Select(signal => signal.Time).Distinct().Order().ToArray();
        var provedInSpan = false;
        for (var i = 0; i < times.Length; i++)
        {
            var here = signals.Where(signal => signal.Time == times[i]).ToArray();
            if (i > 0 && times[i] - times[i - 1] > options.Timeout)
            {
                provedInSpan = false;
            }

            if (here.Any(signal => signal.ProvesUse))
            {
                provedInSpan = true;
                yield return new ReferenceInterval(times[i], times[i]);
            }

            if (i + 1 == times.Length)
            {
                continue;
            }

            var gap = times[i + 1] - times[i];
            var opened = here.Any(signal => signal.Kind == ReferenceKind.Opened);
            var thenClosed = signals.Any(signal => signal.Time == times[i + 1] && signal.Kind == ReferenceKind.Closed);
            if ((provedInSpan && gap <= options.Timeout) || (opened && thenClosed && gap <= options.Lateness))
            {
                yield return new ReferenceInterval(times[i], times[i + 1]);
            }
        }
    }
}
