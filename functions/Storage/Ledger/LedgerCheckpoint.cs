using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>How far a team's ledger is checked, and what it had come to by then: the next check goes on from there.</summary>
/// <param name="Block">The number of the last block that was checked; 0 for none.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Pool">What was left of each grant.</param>
/// <param name="UsableAfterLastGrant">What was usable right after the last grant came (R17).</param>
/// <param name="Flows">How much had come and gone.</param>
public sealed record LedgerCheckpoint(
    long Block,
    BlockHash Hash,
    GrantPool Pool,
    Tokens UsableAfterLastGrant,
    ImmutableDictionary<(GrantUnit Unit, Flow Flow), Tokens> Flows
)
{
    /// <summary>Where a ledger is checked to.</summary>
    public static LedgerCheckpoint Of(RecomputedLedger ledger) =>
        new(
            ledger.Last?.Number ?? 0,
            ledger.Last?.Hash ?? BlockHash.None,
            ledger.Pool,
            ledger.UsableAfterLastGrant,
            ledger.Flows
        );

    /// <summary>The ledger as it was, to go on from its last block.</summary>
    public RecomputedLedger From(JournalBlock? last) => new(last, Pool, UsableAfterLastGrant, Flows);
}
