namespace FlexFunctions.ReferenceModel;

/// <summary>
/// The slow model of a team: R1–R9, R12, R13, R19 as simple loops over everything that ever happened. It shares no
/// code with the product, forgets nothing and computes everything anew at every event.
/// </summary>
/// <param name="terms">The settings.</param>
/// <param name="rate">Tokens of a product for a window that starts at an instant.</param>
public sealed partial class ReferenceTeam(ReferenceOptions terms, Func<string, DateTimeOffset, long> rate)
{
    private readonly Dictionary<(string User, string Product), ReferenceMeter> _meters = [];

    public List<ReferenceGrant> Grants { get; private set; } = [];
    public long Bought { get; private set; }
    public long Drawn { get; private set; }
    public long GivenBack { get; private set; }
    public long Lapsed { get; private set; }
    public int Charges { get; private set; }
    public int Reversals { get; private set; }
    public int DeclinedLines { get; private set; }

    /// <summary>Why the same event was denied before, if the last one was nothing new.</summary>
    public ReferenceOutcome? DeniedBefore { get; private set; }

    public void Buy(string order, long tokens, DateTimeOffset at)
    {
        Grants.Add(new ReferenceGrant(order, tokens, at.AddYears(1), tokens));
        Bought += tokens;
    }

    public long Balance(DateTimeOffset now) => ReferenceBurnDown.Usable(Grants, now);

    public ReferenceMeter Meter(string user, string product)
    {
        var key = (user.ToUpperInvariant(), product);
        if (!_meters.TryGetValue(key, out var meter))
        {
            _meters.Add(key, meter = new ReferenceMeter());
        }

        return meter;
    }

    public ReferenceOutcome See(
        string user,
        string product,
        ReferenceSignal signal,
        DateTimeOffset takenIn,
        DateTimeOffset now
    )
    {
        var meter = Meter(user, product);
        DeniedBefore = null;
        if (
            takenIn - signal.Time > terms.Lateness
            || (meter.NewestTakenIn is { } newest && signal.Time < newest - terms.Lateness - ReferenceOptions.Day)
        )
        {
            return ReferenceOutcome.TooLate;
        }

        if (signal.Time - takenIn > ReferenceOptions.Future)
        {
            return ReferenceOutcome.InFuture;
        }

        if (IsCountedAlready(meter, signal))
        {
            return ReferenceOutcome.Duplicate;
        }

        if (meter.Denied.TryGetValue(signal, out var before))
        {
            DeniedBefore = before;
            return ReferenceOutcome.Duplicate;
        }

        if (meter.NewestTakenIn is null || takenIn > meter.NewestTakenIn)
        {
            meter.NewestTakenIn = takenIn;
        }

        return Opens(meter, signal) && Admission.Denial(user, product) is { } reason
            ? Deny(meter, signal, reason)
            : Judge(meter, product, signal, now);
    }

    private ReferenceOutcome Judge(ReferenceMeter meter, string product, ReferenceSignal signal, DateTimeOffset now)
    {
        HashSet<ReferenceSignal> with = [.. meter.Signals, signal];
        var whole = Settle(meter, product, with, meter.Cuts, now);
        if (whole.Unpaid is not { } unpaid)
        {
            Take(meter, with, meter.Cuts, whole);
            return ReferenceOutcome.Counted;
        }

        if (MayCut(meter, with, signal.Session, unpaid))
        {
            HashSet<ReferenceImpliedClose> cuts = [.. meter.Cuts, new ReferenceImpliedClose(signal.Session, unpaid)];
            var before = signal.Time < unpaid;
            var signals = before ? with : meter.Signals;
            var cut = Settle(meter, product, signals, cuts, now);
            if (cut.Unpaid is null)
            {
                Take(meter, signals, cuts, cut);
                return before ? ReferenceOutcome.Counted : Deny(meter, signal, ReferenceOutcome.Denied);
            }
        }

        return Deny(meter, signal, ReferenceOutcome.Denied);
    }

    private bool MayCut(ReferenceMeter meter, HashSet<ReferenceSignal> with, string session, DateTimeOffset at)
    {
        var cuts = meter.Cuts.Where(cut => cut.Session == session).ToList();
        var proof = ReferenceUse.OfSession([.. with.Where(signal => signal.Session == session)], cuts, terms);
        var earlier = ReferenceUse.Runs([.. meter.Signals.Where(signal => signal.Session == session)], cuts, terms);
        return ReferenceUse.PassesAcross(proof, at) && !earlier.Any(run => run[0].Time < at && at < run[^1].Time);
    }

    /// <summary>
    /// R5: an equal signal, or one strictly inside a run and not before the run's first proof of use. A closed strictly
    /// inside a run proves nothing wherever it stands, so it is never news.
    /// </summary>
    private bool IsCountedAlready(ReferenceMeter meter, ReferenceSignal signal)
    {
        if (meter.Signals.Contains(signal))
        {
            return true;
        }

        var ofSession = meter.Signals.Where(other => other.Session == signal.Session).ToList();
        var cuts = meter.Cuts.Where(cut => cut.Session == signal.Session).ToList();
        return ReferenceUse.IsImplied(signal, cuts)
            || ReferenceUse
                .Runs(ofSession, cuts, terms)
                .Any(run =>
                    run[0].Time < signal.Time
                    && signal.Time < run[^1].Time
                    && (!signal.ProvesUse || run.Any(other => other.ProvesUse && other.Time <= signal.Time))
                );
    }

    private ReferenceSettlement Settle(
        ReferenceMeter meter,
        string product,
        IEnumerable<ReferenceSignal> signals,
        IEnumerable<ReferenceImpliedClose> cuts,
        DateTimeOffset now
    )
    {
        var starts = ReferenceWindows.Starts(
            ReferenceSeats.Uncovered(ReferenceUse.Of(signals, cuts, terms), meter.Seats)
        );
        var wanted = starts.Select(start => (start, rate(product, start))).ToList();
        return ReferenceSettlement.Of(meter.Windows, wanted, Grants, now);
    }

    private void Take(
        ReferenceMeter meter,
        HashSet<ReferenceSignal> signals,
        HashSet<ReferenceImpliedClose> cuts,
        ReferenceSettlement settlement
    )
    {
        meter.Signals.UnionWith(signals);
        meter.Cuts.UnionWith(cuts);
        meter.Windows = settlement.Windows;
        Grants = settlement.Grants;
        Drawn += settlement.Drawn;
        GivenBack += settlement.GivenBack;
        Lapsed += settlement.Lapsed;
        Charges += settlement.Added.Count;
        Reversals += settlement.Removed.Count;
    }

    private ReferenceOutcome Deny(ReferenceMeter meter, ReferenceSignal signal, ReferenceOutcome reason)
    {
        meter.Denied.Add(signal, reason);
        Declines(meter, signal.ProvesUse, signal.Time);
        return reason;
    }

    private bool Declines(ReferenceMeter meter, bool mayDecline, DateTimeOffset time)
    {
        var declined = mayDecline && meter.Decline(time);
        DeclinedLines += declined ? 1 : 0;
        return declined;
    }
}
