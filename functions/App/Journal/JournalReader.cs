using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Reads the journal of a team from its first block, one page at a time.</summary>
internal static class JournalReader
{
    private const int PageSize = 100;

    /// <summary>Recomputes the ledger from the blocks posted up to an instant.</summary>
    /// <exception cref="InvalidDataException">The journal is inconsistent.</exception>
    public static async Task<RecomputedLedger> RecomputeAsync(LedgerReader ledger, TeamId team, DateTimeOffset until)
    {
        var (recomputed, from) = (RecomputedLedger.Empty, 1L);
        while (true)
        {
            var blocks = await ledger.ReadBlocksAsync(team, from, PageSize);
            var counted = blocks.TakeWhile(block => block.At <= until).ToList();
            recomputed = counted.Aggregate(recomputed, (before, block) => before.Apply(block));
            if (counted.Count < PageSize)
            {
                return recomputed;
            }

            from = counted[^1].Number + 1;
        }
    }
}
