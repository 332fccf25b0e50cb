using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Reads the journal of a team, one page at a time.</summary>
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

    /// <summary>Reads the blocks posted at or after an instant, up to the end of the journal.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public static async IAsyncEnumerable<JournalBlock> ReadSinceAsync(
        LedgerReader ledger,
        TeamLedger team,
        DateTimeOffset instant
    )
    {
        var first = await FindAsync(ledger, team, instant);
        await foreach (var block in ReadAsync(ledger, team.Team, first, team.Head.NextBlock - 1))
        {
            yield return block;
        }
    }

    /// <summary>Reads the blocks of a range of numbers, in order.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="team">The team.</param>
    /// <param name="first">The number of the first block.</param>
    /// <param name="last">The number of the last block, which must exist.</param>
    /// <exception cref="InvalidDataException">A block is missing.</exception>
    public static async IAsyncEnumerable<JournalBlock> ReadAsync(
        LedgerReader ledger,
        TeamId team,
        long first,
        long last
    )
    {
        while (first <= last)
        {
            var blocks = await ledger.ReadBlocksAsync(team, first, (int)Math.Min(PageSize, last - first + 1));
            if (blocks.Count == 0)
            {
                throw new InvalidDataException($"Block {first} of team '{team}' is missing.");
            }

            foreach (var block in blocks)
            {
                yield return block;
            }

            first = blocks[^1].Number + 1;
        }
    }

    /// <summary>
    /// Returns the number of the first block posted at or after an instant; the number after the last block if there is none.
    /// Blocks are in the order of their instants, so this reads a few of them: between two known blocks it guesses by the
    /// instant and halves the distance in turn.
    /// </summary>
    public static async Task<long> FindAsync(LedgerReader ledger, TeamLedger team, DateTimeOffset instant)
    {
        var (low, high) = (0L, team.Head.NextBlock - 1);
        var (lowAt, highAt) = (DateTimeOffset.MinValue, team.Head.PostedAt);
        if (high == 0 || highAt < instant)
        {
            return team.Head.NextBlock;
        }

        // Block `high` is posted at or after the instant, block `low` before it.
        for (var step = 0; high - low > 1; step++)
        {
            var share = lowAt == DateTimeOffset.MinValue || step % 2 == 1 ? 0.5 : (instant - lowAt) / (highAt - lowAt);
            var guess = low == 0 && step == 0 ? 1 : low + Math.Clamp((long)(share * (high - low)), 1, high - low - 1);
            var block = (await ledger.ReadBlocksAsync(team.Team, guess, 1))[0];
            if (block.At < instant)
            {
                (low, lowAt) = (guess, block.At);
            }
            else
            {
                (high, highAt) = (guess, block.At);
            }
        }

        return high;
    }
}
