namespace FlexFunctions.Domain;

/// <summary>What the check of an exported journal found (<see cref="JournalCheck"/>).</summary>
/// <param name="Ledger">The ledger recomputed up to the last good block.</param>
/// <param name="FirstBadBlock">The number of the first block that is not as it was posted, or is missing; null if none.</param>
/// <param name="Why">What is wrong with it, for people; null if nothing is.</param>
public sealed record JournalVerdict(RecomputedLedger Ledger, long? FirstBadBlock, string? Why)
{
    /// <summary>True if the journal is whole.</summary>
    public bool IsWhole => FirstBadBlock is null;
}
