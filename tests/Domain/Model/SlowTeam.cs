namespace FlexFunctions.Domain.Tests.Model;

/// <summary>
/// The slow model of a team: R1–R9, R12, R13, R19 as simple loops over everything that ever happened. It shares no
/// code with the product, forgets nothing and computes everything anew at every event.
/// </summary>
/// <param name="terms">The settings.</param>
/// <param name="rate">Tokens of a product for a window that starts at an instant.</param>
public sealed partial class SlowTeam(SlowTerms terms, Func<string, DateTimeOffset, long> rate)
{
    private readonly Dictionary<(string User, string Product), SlowMeter> _meters = [];

    public List<SlowGrant> Grants { get; private set; } = [];
    public long Bought { get; private set; }
    public long Drawn { get; private set; }
    public long GivenBack { get; private set; }
    public long Lapsed { get; private set; }
    public int Charges { get; private set; }
    public int Reversals { get; private set; }
    public int DeclinedLines { get; private set; }

    /// <summary>Why the same event was denied before, if the last one was nothing new.</summary>
    public SlowOutcome? DeniedBefore { get; private set; }

    public void Buy(string order, long tokens, DateTimeOffset at)
    {
        Grants.Add(new SlowGrant(order, tokens, at.AddYears(1), tokens));
        Bought += tokens;
    }

    public long Balance(DateTimeOffset now) => SlowBurnDown.Usable(Grants, now);

    public SlowMeter Meter(string user, string product)
    {
        var key = (user.ToUpperInvariant(), product);
        if (!_meters.TryGetValue(key, out var meter))
        {
            _meters.Add(key, meter = new SlowMeter());
        }

        return meter;
    }

    public SlowOutcome See(string user, string product, SlowSign sign, DateTimeOffset takenIn, DateTimeOffset now)
    {
        var meter = Meter(user, product);
        DeniedBefore = null;
        if (
            takenIn - sign.Time > terms.Lateness
            || (meter.NewestTakenIn is { } newest && sign.Time < newest - terms.Lateness - SlowTerms.Day)
        )
        {
            return SlowOutcome.TooLate;
        }

        if (sign.Time - takenIn > SlowTerms.Future)
        {
            return SlowOutcome.InFuture;
        }

        if (IsCountedAlready(meter, sign))
        {
            return SlowOutcome.NothingNew;
        }

        if (meter.Denied.TryGetValue(sign, out var before))
        {
            DeniedBefore = before;
            return SlowOutcome.NothingNew;
        }

        if (meter.NewestTakenIn is null || takenIn > meter.NewestTakenIn)
        {
            meter.NewestTakenIn = takenIn;
        }

        return Opens(meter, sign) && Admission.Denial(user, product) is { } reason
            ? Deny(meter, sign, reason)
            : Judge(meter, product, sign, now);
    }

    private SlowOutcome Judge(SlowMeter meter, string product, SlowSign sign, DateTimeOffset now)
    {
        HashSet<SlowSign> with = [.. meter.Signs, sign];
        var whole = Settle(meter, product, with, meter.Cuts, now);
        if (whole.Unpaid is not { } unpaid)
        {
            Take(meter, with, meter.Cuts, whole);
            return SlowOutcome.Counted;
        }

        if (MayCut(meter, with, sign.Session, unpaid))
        {
            HashSet<SlowCut> cuts = [.. meter.Cuts, new SlowCut(sign.Session, unpaid)];
            var before = sign.Time < unpaid;
            var signs = before ? with : meter.Signs;
            var cut = Settle(meter, product, signs, cuts, now);
            if (cut.Unpaid is null)
            {
                Take(meter, signs, cuts, cut);
                return before ? SlowOutcome.Counted : Deny(meter, sign, SlowOutcome.Denied);
            }
        }

        return Deny(meter, sign, SlowOutcome.Denied);
    }

    private bool MayCut(SlowMeter meter, HashSet<SlowSign> with, string session, DateTimeOffset at)
    {
        var cuts = meter.Cuts.Where(cut => cut.Session == session).ToList();
        var proof = SlowUse.OfSession([.. with.Where(sign => sign.Session == session)], cuts, terms);
        var earlier = SlowUse.Runs([.. meter.Signs.Where(sign => sign.Session == session)], cuts, terms);
        return SlowUse.PassesAcross(proof, at) && !earlier.Any(run => run[0].Time < at && at < run[^1].Time);
    }

    /// <summary>
    /// R5: an equal sign, or one strictly inside a run and not before the run's first proof of use. A closed strictly
    /// inside a run proves nothing wherever it stands, so it is never news.
    /// </summary>
    private bool IsCountedAlready(SlowMeter meter, SlowSign sign)
    {
        if (meter.Signs.Contains(sign))
        {
            return true;
        }

        var ofSession = meter.Signs.Where(other => other.Session == sign.Session).ToList();
        var cuts = meter.Cuts.Where(cut => cut.Session == sign.Session).ToList();
        return SlowUse.IsImplied(sign, cuts)
            || SlowUse
                .Runs(ofSession, cuts, terms)
                .Any(run =>
                    run[0].Time < sign.Time
                    && sign.Time < run[^1].Time
                    && (!sign.ProvesUse || run.Any(other => other.ProvesUse && other.Time <= sign.Time))
                );
    }

    private SlowSettlement Settle(
        SlowMeter meter,
        string product,
        IEnumerable<SlowSign> signs,
        IEnumerable<SlowCut> cuts,
        DateTimeOffset now
    )
    {
        var starts = SlowWindows.Starts(SlowSeats.Uncovered(SlowUse.Of(signs, cuts, terms), meter.Seats));
        var wanted = starts.Select(start => (start, rate(product, start))).ToList();
        return SlowSettlement.Of(meter.Windows, wanted, Grants, now);
    }

    private void Take(SlowMeter meter, HashSet<SlowSign> signs, HashSet<SlowCut> cuts, SlowSettlement settlement)
    {
        meter.Signs.UnionWith(signs);
        meter.Cuts.UnionWith(cuts);
        meter.Windows = settlement.Windows;
        Grants = settlement.Grants;
        Drawn += settlement.Drawn;
        GivenBack += settlement.GivenBack;
        Lapsed += settlement.Lapsed;
        Charges += settlement.Added.Count;
        Reversals += settlement.Removed.Count;
    }

    private SlowOutcome Deny(SlowMeter meter, SlowSign sign, SlowOutcome reason)
    {
        meter.Denied.Add(sign, reason);
        Declines(meter, sign.ProvesUse, sign.Time);
        return reason;
    }

    private bool Declines(SlowMeter meter, bool mayDecline, DateTimeOffset time)
    {
        var declined = mayDecline && meter.Decline(time);
        DeclinedLines += declined ? 1 : 0;
        return declined;
    }
}
