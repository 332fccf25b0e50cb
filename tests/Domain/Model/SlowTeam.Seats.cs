namespace FlexFunctions.Domain.Tests.Model;

/// <summary>R8 and the policy half of R9.</summary>
public sealed partial class SlowTeam
{
    public SlowAdmission Admission { get; set; } = new(null, null, false);

    public void GiveSeat(string user, string product, DateTimeOffset now)
    {
        var meter = Meter(user, product);
        meter.Seats.Add(new SlowPiece(now, DateTimeOffset.MaxValue));
        Take(meter, meter.Signs, meter.Cuts, Settle(meter, product, meter.Signs, meter.Cuts, now));
    }

    public void TakeSeat(string user, string product, DateTimeOffset now)
    {
        var meter = Meter(user, product);
        meter.Seats[^1] = meter.Seats[^1] with { To = now };
        var settlement = Settle(meter, product, meter.Signs, meter.Cuts, now);
        if (settlement.Unpaid is { } unpaid)
        {
            ForgetFrom(meter, unpaid);
            settlement = Settle(meter, product, meter.Signs, meter.Cuts, now);
        }

        Take(meter, meter.Signs, meter.Cuts, settlement);
    }

    /// <summary>Cuts every session whose proof reaches the instant, and forgets what was seen from then on.</summary>
    private void ForgetFrom(SlowMeter meter, DateTimeOffset at)
    {
        var cutSessions = meter
            .Signs.GroupBy(sign => sign.Session)
            .Where(session =>
            {
                var cuts = meter.Cuts.Where(cut => cut.Session == session.Key).ToList();
                return SlowUse.PassesAcross(SlowUse.OfSession([.. session], cuts, terms), at)
                    || SlowUse.Runs([.. session], cuts, terms).Any(run => run[0].Time < at && at <= run[^1].Time);
            })
            .Select(session => session.Key)
            .ToList();
        meter.Signs.RemoveWhere(sign => sign.Time >= at);
        meter.Cuts.RemoveWhere(cut => cut.Time > at);
        meter.Cuts.UnionWith(cutSessions.Select(session => new SlowCut(session, at)));
    }

    /// <summary>
    /// R9: an opened, and a heartbeat that does not go on from an accepted sign, unless a seat covers it. A sign at the very
    /// instant counts as after; of several at one instant, one that is not a closed is enough; a cut comes first there.
    /// </summary>
    private bool Opens(SlowMeter meter, SlowSign sign)
    {
        if (meter.IsCovered(sign.Time) || sign.Kind == SlowKind.Closed)
        {
            return false;
        }

        if (sign.Kind == SlowKind.Opened)
        {
            return true;
        }

        var cuts = meter.Cuts.Where(cut => cut.Session == sign.Session).Select(cut => cut.Time).ToList();
        var signs = meter.Signs.Where(other => other.Session == sign.Session && !IsCut(other)).ToList();
        var after = signs.Where(other => other.Time >= sign.Time).Select(other => other.Time);
        after = after.Concat(cuts.Where(cut => cut > sign.Time));
        if (after.Any(time => time - sign.Time <= terms.Timeout))
        {
            return false;
        }

        var before = signs.Where(other => other.Time < sign.Time).ToList();
        if (before.Count == 0)
        {
            return true;
        }

        var nearest = before.Max(other => other.Time);
        var closed = cuts.Any(cut => nearest < cut && cut <= sign.Time);
        var inUse = before.Any(other => other.Time == nearest && other.ProvesUse);
        return closed || !inUse || sign.Time - nearest > terms.Timeout;

        bool IsCut(SlowSign other) => other.Kind == SlowKind.Closed && cuts.Contains(other.Time);
    }
}
