namespace FlexFunctions.Domain.Tests.Model;

/// <summary>R3, read literally: from signs and cuts to pieces of use, all of it from scratch.</summary>
public static class SlowUse
{
    /// <summary>The use that a set of signs proves, every session together, in no order.</summary>
    public static List<SlowPiece> Of(IEnumerable<SlowSign> signs, IEnumerable<SlowCut> cuts, SlowTerms terms) =>
        signs
            .GroupBy(sign => sign.Session)
            .SelectMany(session => OfSession([.. session], [.. cuts.Where(cut => cut.Session == session.Key)], terms))
            .ToList();

    /// <summary>
    /// True if the joined proof of one session lies on both sides of an instant without a break at it.
    /// </summary>
    public static bool PassesAcross(List<SlowPiece> ofSession, DateTimeOffset instant)
    {
        var before = ofSession.Any(piece => piece.From < instant && instant <= piece.To);
        var after = ofSession.Any(piece => piece.From <= instant && instant < piece.To);
        return before && after;
    }

    /// <summary>
    /// The runs of one session: chains of signs joined by the timeout, in order. An implied close is the last of its
    /// run and is one sign with a closed at its instant; an opened or heartbeat at that instant is after it.
    /// </summary>
    public static List<List<SlowSign>> Runs(List<SlowSign> signs, List<SlowCut> cuts, SlowTerms terms)
    {
        var runs = new List<List<SlowSign>>();
        var ended = true;
        var marks = signs
            .Where(sign => !IsImplied(sign, cuts))
            .Select(sign => (Sign: sign, IsCut: false))
            .Concat(cuts.Select(cut => (Sign: new SlowSign(SlowKind.Closed, cut.Session, cut.Time), IsCut: true)))
            .OrderBy(mark => mark.Sign.Time)
            .ThenBy(mark => !mark.IsCut);
        foreach (var (sign, isCut) in marks)
        {
            if (ended || sign.Time - runs[^1][^1].Time > terms.Timeout)
            {
                runs.Add([]);
            }

            runs[^1].Add(sign);
            ended = isCut;
        }

        return runs;
    }

    public static List<SlowPiece> OfSession(List<SlowSign> signs, List<SlowCut> cuts, SlowTerms terms)
    {
        var pieces = new List<SlowPiece>();
        DateTimeOffset[] bounds =
        [
            DateTimeOffset.MinValue,
            .. cuts.Select(cut => cut.Time).Distinct().Order(),
            DateTimeOffset.MaxValue,
        ];
        for (var i = 0; i + 1 < bounds.Length; i++)
        {
            var within = signs
                .Where(sign => bounds[i] <= sign.Time && sign.Time < bounds[i + 1] && !IsImplied(sign, cuts))
                .ToHashSet();
            if (within.Count > 0 && bounds[i + 1] < DateTimeOffset.MaxValue)
            {
                // The implied close.
                within.Add(new SlowSign(SlowKind.Closed, signs[0].Session, bounds[i + 1]));
            }

            pieces.AddRange(BetweenCuts(within, terms));
        }

        return pieces;
    }

    /// <summary>True for a closed that a cut implies.</summary>
    public static bool IsImplied(SlowSign sign, List<SlowCut> cuts) =>
        sign.Kind == SlowKind.Closed && cuts.Contains(new SlowCut(sign.Session, sign.Time));

    private static IEnumerable<SlowPiece> BetweenCuts(HashSet<SlowSign> signs, SlowTerms terms)
    {
        var times = signs.Select(sign => sign.Time).Distinct().Order().ToArray();
        var provedInRun = false;
        for (var i = 0; i < times.Length; i++)
        {
            var here = signs.Where(sign => sign.Time == times[i]).ToArray();
            if (i > 0 && times[i] - times[i - 1] > terms.Timeout)
            {
                provedInRun = false;
            }

            if (here.Any(sign => sign.ProvesUse))
            {
                provedInRun = true;
                yield return new SlowPiece(times[i], times[i]);
            }

            if (i + 1 == times.Length)
            {
                continue;
            }

            var gap = times[i + 1] - times[i];
            var opened = here.Any(sign => sign.Kind == SlowKind.Opened);
            var thenClosed = signs.Any(sign => sign.Time == times[i + 1] && sign.Kind == SlowKind.Closed);
            if ((provedInRun && gap <= terms.Timeout) || (opened && thenClosed && gap <= terms.Lateness))
            {
                yield return new SlowPiece(times[i], times[i + 1]);
            }
        }
    }
}
