namespace FlexFunctions.Simulation.Audit;

/// <summary>A piece of use: the half-open [From, To), or the instant From if they are the same (R3).</summary>
internal readonly record struct Piece(DateTimeOffset From, DateTimeOffset To);

/// <summary>R3 and R8, read literally: from signals, cuts and seats to pieces of use, all of it from scratch.</summary>
internal static class Use
{
    /// <summary>The use of a meter that no seat covers, in no order.</summary>
    public static List<Piece> Uncovered(Meter meter, Terms terms) =>
        [.. Sessions(meter).SelectMany(session => OfSession(meter, session, terms)).SelectMany(Outside(meter.Seats))];

    /// <summary>The sessions of which anything is known.</summary>
    public static IEnumerable<string> Sessions(Meter meter) =>
        meter.Signals.Select(signal => signal.Session).Distinct();

    /// <summary>True if the joined proof of a session lies on both sides of an instant without a break at it.</summary>
    public static bool PassesAcross(Meter meter, string session, DateTimeOffset at, Terms terms)
    {
        var pieces = OfSession(meter, session, terms).ToList();
        return pieces.Exists(piece => piece.From < at && at <= piece.To)
            && pieces.Exists(piece => piece.From <= at && at < piece.To);
    }

    /// <summary>
    /// The runs of a session: chains of signals joined by the timeout, in order. An implied close is the last of its run and
    /// one signal with a closed at its instant; an opened or heartbeat at that instant is after it.
    /// </summary>
    public static List<List<Signal>> Runs(Meter meter, string session, Terms terms)
    {
        var runs = new List<List<Signal>>();
        var ended = true;
        var marks = meter
            .Signals.Where(signal => signal.Session == session && !IsImplied(meter, signal))
            .Select(signal => (Signal: signal, IsCut: false))
            .Concat(Cuts(meter, session).Select(cut => (Signal: new Signal("closed", session, cut), IsCut: true)))
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

    /// <summary>True for a closed that a cut implies.</summary>
    public static bool IsImplied(Meter meter, Signal signal) =>
        signal.Kind == "closed" && meter.Cuts.Contains(new Cut(signal.Session, signal.Time));

    /// <summary>The instants at which a session is cut, in order.</summary>
    public static List<DateTimeOffset> Cuts(Meter meter, string session) =>
        [.. meter.Cuts.Where(cut => cut.Session == session).Select(cut => cut.Time).Order()];

    private static IEnumerable<Piece> OfSession(Meter meter, string session, Terms terms)
    {
        DateTimeOffset[] bounds = [DateTimeOffset.MinValue, .. Cuts(meter, session), DateTimeOffset.MaxValue];
        for (var i = 0; i + 1 < bounds.Length; i++)
        {
            var within = meter
                .Signals.Where(signal =>
                    signal.Session == session
                    && bounds[i] <= signal.Time
                    && signal.Time < bounds[i + 1]
                    && !IsImplied(meter, signal)
                )
                .ToHashSet();
            if (within.Count > 0 && bounds[i + 1] < DateTimeOffset.MaxValue)
            {
                within.Add(new Signal("closed", session, bounds[i + 1]));
            }

            foreach (var piece in BetweenCuts(within, terms))
            {
                yield return piece;
            }
        }
    }

    private static IEnumerable<Piece> BetweenCuts(HashSet<Signal> signals, Terms terms)
    {
        var times = signals.Select(signal => signal.Time).Distinct().Order().ToArray();
        var proved = false;
        for (var i = 0; i < times.Length; i++)
        {
            var here = signals.Where(signal => signal.Time == times[i]).ToArray();
            proved &= i == 0 || times[i] - times[i - 1] <= terms.Timeout;
            if (Array.Exists(here, signal => signal.ProvesUse))
            {
                proved = true;
                yield return new Piece(times[i], times[i]);
            }

            if (i + 1 == times.Length)
            {
                continue;
            }

            var gap = times[i + 1] - times[i];
            var thenClosed = signals.Contains(here[0] with { Kind = "closed", Time = times[i + 1] });
            var opened = Array.Exists(here, signal => signal.Kind == "opened");
            if ((proved && gap <= terms.Timeout) || (opened && thenClosed && gap <= terms.Lateness))
            {
                yield return new Piece(times[i], times[i + 1]);
            }
        }
    }

    private static Func<Piece, IEnumerable<Piece>> Outside(IEnumerable<SeatHeld> seats) =>
        whole =>
        {
            var pieces = new List<Piece> { whole };
            foreach (var seat in seats)
            {
                var taken = seat.Taken ?? DateTimeOffset.MaxValue;
                pieces = [.. pieces.SelectMany(piece => Outside(piece, seat.Given, taken))];
            }

            return pieces;
        };

    private static IEnumerable<Piece> Outside(Piece piece, DateTimeOffset given, DateTimeOffset taken)
    {
        if (piece.From == piece.To)
        {
            return given <= piece.From && piece.From < taken ? [] : [piece];
        }

        Piece[] parts =
        [
            piece with
            {
                To = piece.To < given ? piece.To : given,
            },
            piece with
            {
                From = piece.From > taken ? piece.From : taken,
            },
        ];
        return parts.Where(part => part.From < part.To);
    }
}
