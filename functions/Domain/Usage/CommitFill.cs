using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>How full a commit is while events are decided for it.</summary>
internal sealed class CommitFill(CommitLimits limits, GrantPool before)
{
    private readonly Dictionary<MeterKey, int> _meters = [];
    private int _meterText;
    private int _blockText;

    /// <summary>The meters that the commit writes.</summary>
    public ImmutableArray<MeterKey> Meters => [.. _meters.Keys];

    /// <summary>Takes what an event changes, or nothing: false if the commit can not hold it.</summary>
    public bool TryTake(MeterKey key, Meter meter, GrantPool pool, ImmutableArray<Posting> postings)
    {
        var rows = _meters.Count + (_meters.ContainsKey(key) ? 0 : 1) + pool.ChangedSince(before).Count();
        var meterText = _meterText - _meters.GetValueOrDefault(key) + meter.Weight;
        var blockText = _blockText + postings.Sum(Length);
        if (
            rows + CommitLimits.HeadAndBlock > limits.Rows
            || meterText > limits.MeterText
            || blockText > limits.BlockText
        )
        {
            return false;
        }

        (_meters[key], _meterText, _blockText) = (meter.Weight, meterText, blockText);
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
            Posting.Declined { Event: var origin } => names + Length(origin),
            _ => names,
        };
    }

    /// <summary>A quote or a backslash takes two characters.</summary>
    private static int Length(EventRef origin) => 2 * (origin.Source.Length + origin.Id.Length);
}
