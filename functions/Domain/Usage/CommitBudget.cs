using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>How full a commit is while events are decided for it.</summary>
/// <param name="limits">What it can hold.</param>
/// <param name="before">What the events are decided on.</param>
internal sealed class CommitBudget(CommitLimits limits, TeamUsage before)
{
    private readonly Dictionary<MeterKey, int> _meters = [];
    private int _meterText;
    private int _blockText;

    /// <summary>The meters that the commit writes.</summary>
    public ImmutableArray<MeterKey> Meters => [.. _meters.Keys];

    /// <summary>Takes what an event changes, or nothing: false if the commit can not hold it.</summary>
    /// <param name="key">The event's meter.</param>
    /// <param name="so">What the event was decided on.</param>
    /// <param name="decision">What it comes to.</param>
    public bool TryTake(MeterKey key, TeamUsage so, EventDecision decision)
    {
        var after = decision.After;
        if (ReferenceEquals(after, so))
        {
            return true;
        }

        var (meter, writesMeter) = (after.Meter(key), !ReferenceEquals(after.Meter(key), so.Meter(key)));
        var weightBefore = _meters.GetValueOrDefault(key);
        var weight = writesMeter ? meter.Weight : weightBefore;
        var rows =
            _meters.Count
            + (writesMeter && !_meters.ContainsKey(key) ? 1 : 0)
            + after.Pool.ChangedSince(before.Pool).Count()
            + (after.Settled.Count - before.Settled.Count);
        var meterText = _meterText - weightBefore + weight;
        var blockText = _blockText + decision.Postings.Sum(Length);
        if (rows + CommitLimits.OfTheTeam > limits.Rows || meterText > limits.MeterText || blockText > limits.BlockText)
        {
            return false;
        }

        if (writesMeter)
        {
            _meters[key] = weight;
        }

        (_meterText, _blockText) = (meterText, blockText);
        return true;
    }

    /// <summary>About how many characters a posting takes in its block; rather too many than too few.</summary>
    private static int Length(Posting posting)
    {
        const int names = 900;
        const int payment = 320;
        return posting switch
        {
            Posting.Charged { Charge: var charge, Event: var origin } => names
                + Length(origin)
                + (payment * (charge.Drawn.Length + charge.Carried.Length)),
            Posting.Reversed { Reversal: var reversal, Event: var origin } => names
                + Length(origin)
                + (payment * (reversal.GivenBack.Length + reversal.Carried.Length + reversal.Lapsed.Length)),
            Posting.ResultCharged { Charge: var charge, Event: var origin } => names
                + Length(origin)
                + (payment * charge.Drawn.Length),
            Posting.Declined { Event: var origin } => names + Length(origin),
            _ => names,
        };
    }

    /// <summary>A quote or a backslash takes two characters.</summary>
    private static int Length(EventRef origin) => 2 * (origin.Source.Length + origin.Id.Length);
}
