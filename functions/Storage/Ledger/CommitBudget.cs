using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// The room that is left in one commit while usage events of a team are decided for it. A transaction has at most 100 rows
/// and 4 MiB, a row at most 1 MiB (<see cref="RowLimits"/>). A request holds the bytes of meters in base64, a third longer,
/// and escapes the quotes and non-ASCII characters of the journal. Any single meter fits, however full (R5, Overload).
/// </summary>
/// <param name="before">The state before the first event.</param>
public sealed class CommitBudget(TeamUsage before)
{
    /// <summary>The header of the team, the block of its journal, and the spending of a month.</summary>
    private const int RowsOfTeam = 3;

    /// <summary>The most meters and settled results that fit into a commit with a posting and one grant.</summary>
    public const int MaxUnits = RowLimits.MaxOperations - RowsOfTeam - 1;

    /// <summary>The most bytes of one meter.</summary>
    internal const int MaxMeter = 1_000_000;

    /// <summary>The most bytes of all meters of a commit.</summary>
    internal const int MaxMeters = 2_000_000;

    /// <summary>The most characters of a journal block.</summary>
    internal const int MaxBlockText = 300_000;

    private readonly Dictionary<MeterKey, int> _meterSizes = [];
    private readonly HashSet<MeterKey> _lateMeters = [];
    private int _grants;
    private int _meterBytes;
    private int _blockText;

    /// <summary>Adds the changes of an event, unless they no longer fit.</summary>
    /// <param name="decision">The event, decided on the state after the events before it.</param>
    /// <returns>False if the changes do not fit; then nothing is added.</returns>
    public bool TryAdd(EventDecision decision)
    {
        if (!decision.Outcome.ChangesState)
        {
            return true;
        }

        var key = decision.Event.Meter;
        var sizeBefore = _meterSizes.GetValueOrDefault(key);
        var size = decision.ChangedMeter is { } changed ? MeterSize.Estimate(changed) : sizeBefore;
        var meters = _meterSizes.Count + (decision.ChangedMeter is not null && !_meterSizes.ContainsKey(key) ? 1 : 0);
        // Late usage has a row of its own beside the meter's.
        var late = _lateMeters.Count + (decision.LateDay is not null && !_lateMeters.Contains(key) ? 1 : 0);
        var results = decision.After.Settled.Count - before.Settled.Count;
        // Only postings draw on grants or give back to them.
        var grants = decision.Postings.IsEmpty ? _grants : decision.After.Pool.ChangedSince(before.Pool).Count();
        var meterBytes = _meterBytes - sizeBefore + size;
        var blockText = _blockText + decision.Postings.Sum(Estimate);
        if (
            meters + late + results + grants + RowsOfTeam > RowLimits.MaxOperations
            || size > MaxMeter
            || meterBytes > MaxMeters
            || blockText > MaxBlockText
        )
        {
            return false;
        }

        if (decision.ChangedMeter is not null)
        {
            _meterSizes[key] = size;
        }

        if (decision.LateDay is not null)
        {
            _lateMeters.Add(key);
        }

        (_grants, _meterBytes, _blockText) = (grants, meterBytes, blockText);
        return true;
    }

    /// <summary>Estimates the characters of a posting in its block, never too few.</summary>
    private static int Estimate(Posting posting)
    {
        const int names = 900;
        const int payment = 320;
        return posting switch
        {
            Posting.Charged { Charge: var charge, Event: var origin } => names
                + Estimate(origin)
                + (payment * (charge.Drawn.Length + charge.Carried.Length)),
            Posting.Reversed { Reversal: var reversal, Event: var origin } => names
                + Estimate(origin)
                + (payment * (reversal.GivenBack.Length + reversal.Carried.Length + reversal.Lapsed.Length)),
            Posting.ResultCharged { Charge: var charge, Event: var origin } => names
                + Estimate(origin)
                + (payment * charge.Drawn.Length),
            Posting.Declined { Event: var origin } => names + Estimate(origin),
            _ => names,
        };
    }

    /// <summary>A quote or a backslash takes two characters.</summary>
    private static int Estimate(EventRef origin) => 2 * (origin.Source.Length + origin.Id.Length);
}
