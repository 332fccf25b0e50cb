using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Checks ledgers against their journals (R18). Each check continues where the last one ended, except for a broken ledger:
/// it is checked from its first block, because it may have been repaired.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="due">Lists all ledgers.</param>
/// <param name="time">The clock.</param>
public sealed class LedgerCheck(LedgerStore ledger, DueTable due, TimeProvider time)
{
    private const int LedgersPerPage = 200;
    private const int BlocksPerPage = 200;

    /// <summary>The number of blocks checked between two checkpoints.</summary>
    private const int BlocksPerCheckpoint = 5_000;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    /// <summary>Checks all ledgers, or as many as it can before the deadline. Returns the number of ledgers checked.</summary>
    /// <param name="deadline">When to stop. The next run starts with the first ledger again and has less to do.</param>
    /// <param name="broken">Called for each inconsistent ledger.</param>
    /// <param name="failed">Called for each ledger that could not be checked; the run continues.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="RowStoreException">The list of ledgers cannot be read.</exception>
    public async Task<int> CheckAllAsync(
        DateTimeOffset deadline,
        Action<AccountId, TeamId, string> broken,
        Action<AccountId, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        var count = 0;
        var pages = new DuePages(due, DueKind.Ledger, null);
        while (await pages.NextAsync(LedgersPerPage, cancellationToken) is { Count: > 0 } entries)
        {
            foreach (var entry in entries.Select(row => row.Entry))
            {
                if (time.GetUtcNow() >= deadline)
                {
                    return count;
                }

                try
                {
                    if (await CheckAsync(entry.Account, entry.Team!.Value, cancellationToken) is { } fault)
                    {
                        broken(entry.Account, entry.Team.Value, fault);
                    }

                    count++;
                }
                catch (Exception e) when (e is RowStoreException or RowConflictException or InvalidDataException)
                {
                    failed(entry.Account, e);
                }
            }
        }

        return count;
    }

    /// <summary>Checks one ledger to its head and stores the result. Returns the fault, or null if there is none.</summary>
    public async Task<string?> CheckAsync(AccountId account, TeamId team, CancellationToken cancellationToken)
    {
        var fromStart = true;
        while (true)
        {
            var (isDone, fault) = await ledger.DecideAfreshAsync(
                account,
                transaction => CheckNextBlocksAsync(transaction, team, fromStart),
                time.GetUtcNow() + s_timeout,
                cancellationToken
            );
            if (isDone)
            {
                return fault;
            }

            fromStart = false;
        }
    }

    private static async Task<(bool IsDone, string? Fault)> CheckNextBlocksAsync(
        LedgerTransaction transaction,
        TeamId id,
        bool restartIfBroken
    )
    {
        if (await transaction.ReadTeamAsync(id) is not { } team)
        {
            return (true, null);
        }

        var checkpoint = await transaction.ReadCheckpointAsync(id);
        if (restartIfBroken && team.Head.Fault is not null)
        {
            checkpoint = null;
        }

        try
        {
            var checkedTo = await ApplyAsync(transaction, team, checkpoint);
            var isDone = checkedTo.Last is null || checkedTo.Last.Number == team.Head.NextBlock - 1;
            var fault = isDone
                ? Conservation.Violations(checkedTo, team.Head, team.Pool) is [var first, ..]
                    ? first
                    : null
                : team.Head.Fault;
            transaction.WriteCheck(team, LedgerCheckpoint.Of(checkedTo), fault);
            return (isDone, fault);
        }
        catch (InvalidDataException e)
        {
            // Keep the checkpoint before the faulty block.
            transaction.WriteCheck(team, checkpoint ?? LedgerCheckpoint.Of(RecomputedLedger.Empty), e.Message);
            return (true, e.Message);
        }
    }

    /// <summary>Applies the blocks after a checkpoint, up to the head or to the next checkpoint.</summary>
    /// <exception cref="InvalidDataException">A block is missing or damaged, or does not follow the block before it.</exception>
    private static async Task<RecomputedLedger> ApplyAsync(
        LedgerReader reader,
        TeamLedger team,
        LedgerCheckpoint? checkpoint
    )
    {
        var recomputed = RecomputedLedger.Empty;
        if (checkpoint is { Block: > 0 })
        {
            recomputed =
                await reader.ReadBlocksAsync(team.Team, checkpoint.Block, 1) is [var last]
                && last.Number == checkpoint.Block
                && last.Hash == checkpoint.Hash
                    ? checkpoint.From(last)
                    : throw new InvalidDataException($"Block {checkpoint.Block} has changed since it was checked.");
        }

        var standing = StandingCharges.None;
        var first = (recomputed.Last?.Number ?? 0) + 1;
        for (var done = 0; done < BlocksPerCheckpoint; done += BlocksPerPage)
        {
            var next = (recomputed.Last?.Number ?? 0) + 1;
            if (next >= team.Head.NextBlock)
            {
                break;
            }

            var read = await reader.ReadBlocksAsync(team.Team, next, BlocksPerPage);
            if (read.Count == 0)
            {
                throw new InvalidDataException($"Block {next} is missing.");
            }

            var blocks = read.TakeWhile(block => block.Number < team.Head.NextBlock).ToList();
            standing = await WithReversedChargesAsync(reader, team.Team, standing, blocks, first);
            foreach (var block in blocks)
            {
                recomputed = recomputed.Apply(block);
                standing = standing.Apply(block);
            }
        }

        return recomputed;
    }

    /// <summary>
    /// Reads back from the first block of this check to the charges that the next blocks reverse. A late signal reverses
    /// charges of the last days, so this is usually a few pages.
    /// </summary>
    private static async Task<StandingCharges> WithReversedChargesAsync(
        LedgerReader reader,
        TeamId team,
        StandingCharges standing,
        List<JournalBlock> next,
        long first
    )
    {
        var unknown = standing.UnknownIn(next).ToHashSet();
        for (var before = first; unknown.Count > 0 && before > 1; before -= BlocksPerPage)
        {
            var from = Math.Max(1, before - BlocksPerPage);
            var earlier = await reader.ReadBlocksAsync(team, from, (int)(before - from));
            standing = earlier.Reverse().Aggregate(standing, (charges, block) => charges.WithEarlier(block, unknown));
        }

        return standing;
    }
}
