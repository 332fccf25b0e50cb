namespace FlexFunctions.Domain;

/// <summary>The result of verifying an exported journal (<see cref="JournalCheck"/>).</summary>
/// <param name="Ledger">The ledger recomputed up to the last valid block.</param>
/// <param name="FirstBadBlock">The number of the first changed or missing block; null if there is none.</param>
/// <param name="Why">What is wrong with that block, for people; null if there is none.</param>
public sealed record JournalVerdict(RecomputedLedger Ledger, long? FirstBadBlock, string? Why)
{
    /// <summary>True if the journal is complete and unchanged.</summary>
    public bool IsWhole => FirstBadBlock is null;
}
