namespace FlexFunctions.ReferenceModel;

/// <summary>R8 and the policy half of R9.</summary>
public sealed partial class ReferenceTeam
{
    public ReferenceAdmission Admission { get; set; } = new(null, null, false);

    public void GiveSeat(string user, string product, DateTimeOffset now)
    {
        var meter = Meter(user, product);
        meter.Seats.Add(new ReferenceInterval(now, DateTimeOffset.MaxValue));
        Take(meter, meter.Signals, meter.Cuts, Settle(meter, product, meter.Signals, meter.Cuts, now));
    }

    public void TakeSeat(string user, string product, DateTimeOffset now)
    {
        var meter = Meter(user, product);
        meter.Seats[^1] = meter.Seats[^1] with { To = now };
        var settlement = Settle(meter, product, meter.Signals, meter.Cuts, now);
        if (settlement.Unpaid is { } unpaid)
        {
            ForgetFrom(meter, unpaid);
            settlement = Settle(meter, product, meter.Signals, meter.Cuts, now);
        }

        Take(meter, meter.Signals, meter.Cuts, settlement);
    }

    /// <summary>Cuts every session whose proof reaches the instant, and forgets what was seen from then on.</summary>
    private void ForgetFrom(ReferenceMeter meter, DateTimeOffset at)
    {
        var cutSessions = meter
            .Signals.GroupBy(signal => signal.Session)
            .Where(session =>
            {
                var cuts = meter.Cuts.Where(cut => cut.Session == session.Key).ToList();
                return ReferenceUse.PassesAcross(ReferenceUse.OfSession([.. session], cuts, terms), at)
                    || ReferenceUse.Runs([.. session], cuts, terms).Any(run => run[0].Time < at && at <= run[^1].Time);
            })
            .Select(session => session.Key)
            .ToList();
        meter.Signals.RemoveWhere(signal => signal.Time >= at);
        meter.Cuts.RemoveWhere(cut => cut.Time > at);
        meter.Cuts.UnionWith(cutSessions.Select(session => new ReferenceImpliedClose(session, at)));
    }

    /// <summary>
    /// R9: an opened, and a heartbeat that does not go on from an accepted signal, unless a seat covers it. A signal at the very
    /// instant counts as after; of several at one instant, one that is not a closed is enough; a cut comes first there.
    /// </summary>
    private bool Opens(ReferenceMeter meter, ReferenceSignal signal)
    {
        if (meter.IsCovered(signal.Time) || signal.Kind == ReferenceKind.Closed)
        {
            return false;
        }

        if (signal.Kind == ReferenceKind.Opened)
        {
            return true;
        }

        var cuts = meter.Cuts.Where(cut => cut.Session == signal.Session).Select(cut => cut.Time).ToList();
        var signals = meter.Signals.Where(other => other.Session == signal.Session && !IsCut(other)).ToList();
        var after = signals.Where(other => other.Time >= signal.Time).Select(other => other.Time);
        after = after.Concat(cuts.Where(cut => cut > signal.Time));
        if (after.Any(time => time - signal.Time <= terms.Timeout))
        {
            return false;
        }

        var before = signals.Where(other => other.Time < signal.Time).ToList();
        if (before.Count == 0)
        {
            return true;
        }

        var nearest = before.Max(other => other.Time);
        var closed = cuts.Any(cut => nearest < cut && cut <= signal.Time);
        var inUse = before.Any(other => other.Time == nearest && other.ProvesUse);
        return closed || !inUse || signal.Time - nearest > terms.Timeout;

        bool IsCut(ReferenceSignal other) => other.Kind == ReferenceKind.Closed && cuts.Contains(other.Time);
    }
}
