using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Reads a team's journal from its first block on, a page at a time.</summary>
internal static class JournalReader
{
    private const int Page = 100;

    /// <summary>The ledger by the blocks that were posted up to an instant.</summary>
    /// <exception cref="InvalidDataException">The journal does not add up.</exception>
    public static async Task<RecomputedLedger> RecomputeAsync(LedgerReader reader, TeamId team, DateTimeOffset until)
    {
        var (ledger, from) = (RecomputedLedger.Empty, 1L);
        while (true)
        {
            var blocks = await reader.ReadBlocksAsync(team, from, Page);
            var counted = blocks.TakeWhile(block => block.At <= until).ToList();
            ledger = counted.Aggregate(ledger, (so, block) => so.Apply(block));
            if (counted.Count < Page)
            {
                return ledger;
            }

            from = counted[^1].Number + 1;
        }
    }
}
