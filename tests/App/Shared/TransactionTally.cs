namespace FlexFunctions.App.Tests;

/// <summary>Counts of storage transactions.</summary>
/// <param name="Writes">Attempted commits.</param>
/// <param name="Conflicts">Commits that failed because a row was stale.</param>
/// <param name="Reads">Reads of a row.</param>
/// <param name="Ranges">Reads of a range: a team's money, or its journal.</param>
internal readonly record struct TransactionTally(long Writes, long Conflicts, long Reads, long Ranges)
{
    public static TransactionTally operator +(TransactionTally one, TransactionTally other) =>
        new(
            one.Writes + other.Writes,
            one.Conflicts + other.Conflicts,
            one.Reads + other.Reads,
            one.Ranges + other.Ranges
        );

    public override string ToString() =>
        $"{Writes} writes, {Reads} row reads, {Ranges} range reads"
        + (Conflicts > 0 ? $", {Conflicts} of the writes in vain" : "");
}
