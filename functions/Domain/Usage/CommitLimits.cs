namespace FlexFunctions.Domain;

/// <summary>What one commit can hold: a transaction of the store has a bound of rows and of bytes.</summary>
/// <param name="Rows">Rows, the team's head and its journal block included.</param>
/// <param name="MeterText">Characters of all meters together.</param>
/// <param name="BlockText">Characters of the journal block.</param>
public sealed record CommitLimits(int Rows, int MeterText, int BlockText)
{
    /// <summary>
    /// Azure Tables: 100 rows, 4 MiB; a row 1 MiB, at two bytes a character. Kept to 3 MiB, for a request writes quotes
    /// and non-ASCII characters longer.
    /// </summary>
    public static readonly CommitLimits AzureTables = new(Rows: 100, MeterText: 1_500_000, BlockText: 300_000);

    /// <summary>The rows of a commit with postings that are neither meter nor grant: head, block, and what was spent.</summary>
    internal const int OfTheTeam = 3;

    /// <summary>The most meters that a commit with a posting and one grant can hold.</summary>
    public int Meters => Rows - OfTheTeam - 1;
}
