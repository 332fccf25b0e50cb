using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The state of a team's ledger at the last check; the next check continues from it.</summary>
/// <param name="Block">The number of the last checked block; 0 for none.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Pool">The remainder of each grant.</param>
/// <param name="UsableAfterLastGrant">The usable tokens right after the last grant (R17).</param>
/// <param name="Totals">The sum of all movements by unit and kind.</param>
public sealed record LedgerCheckpoint(
    long Block,
    BlockHash Hash,
    GrantPool Pool,
    Tokens UsableAfterLastGrant,
    ImmutableDictionary<(GrantUnit Unit, MovementKind Kind), Tokens> Totals
)
{
    /// <summary>Returns the checkpoint of a recomputed ledger.</summary>
    public static LedgerCheckpoint Of(RecomputedLedger ledger) =>
        new(
            ledger.Last?.Number ?? 0,
            ledger.Last?.Hash ?? BlockHash.None,
            ledger.Pool,
            ledger.UsableAfterLastGrant,
            ledger.Totals
        );

    /// <summary>Returns the recomputed ledger, to continue from its last block.</summary>
    public RecomputedLedger From(JournalBlock? last) => new(last, Pool, UsableAfterLastGrant, Totals);
}
