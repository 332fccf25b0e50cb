using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Checks ledgers against their journals (R18), each from where the last check ended; one that was found broken is checked
/// from its first block, for it may have been mended.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="due">Where all ledgers are found.</param>
/// <param name="time">The clock.</param>
public sealed class LedgerCheck(LedgerStore ledger, DueTable due, TimeProvider time)
{
    private const int LedgersPerPage = 200;
    private const int BlocksPerPage = 200;

    /// <summary>How many blocks are checked before that is noted.</summary>
    private const int BlocksPerCheckpoint = 5_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Checks all ledgers until that is done or the time is over; how many were checked.</summary>
    /// <param name="deadline">When to stop; the next run begins with the first again, and finds less to do.</param>
    /// <param name="broken">Told of each ledger that does not add up.</param>
    /// <param name="failed">Told of an account of which a ledger could not be checked; the others go on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RowStoreException">The list of ledgers could not be read.</exception>
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

    /// <summary>Checks one ledger to its head and notes what was found; null if it is whole.</summary>
    public async Task<string?> CheckAsync(AccountId account, TeamId team, CancellationToken cancellationToken)
    {
        var fromStart = true;
        while (true)
        {
            var (ended, fault) = await ledger.DecideAfreshAsync(
                account,
                transaction => CheckSomeAsync(transaction, team, fromStart),
                time.GetUtcNow() + s_patience,
                cancellationToken
            );
            if (ended)
            {
                return fault;
            }

            fromStart = false;
        }
    }

    private static async Task<(bool Ended, string? Fault)> CheckSomeAsync(
        LedgerTransaction transaction,
        TeamId id,
        bool mayStartAnew
    )
    {
        if (await transaction.ReadTeamAsync(id) is not { } team)
        {
            return (true, null);
        }

        var checkpoint = await transaction.ReadCheckpointAsync(id);
        if (mayStartAnew && team.Head.Fault is not null)
        {
            checkpoint = null;
        }

        try
        {
            var checkedTo = await ApplyAsync(transaction, team, checkpoint);
            var ended = checkedTo.Last is null || checkedTo.Last.Number == team.Head.NextBlock - 1;
            var fault = ended
                ? Conservation.Violations(checkedTo, team.Head, team.Pool) is [var first, ..]
                    ? first
                    : null
                : team.Head.Fault;
            transaction.WriteCheck(team, LedgerCheckpoint.Of(checkedTo), fault);
            return (ended, fault);
        }
        catch (InvalidDataException e)
        {
            // The checkpoint stays before the block that is wrong.
            transaction.WriteCheck(team, checkpoint ?? LedgerCheckpoint.Of(RecomputedLedger.Empty), e.Message);
            return (true, e.Message);
        }
    }

    /// <summary>Applies blocks from a checkpoint on, up to the head or as many as are checked at once.</summary>
    /// <exception cref="InvalidDataException">A block is missing, damaged, or does not follow.</exception>
    private static async Task<RecomputedLedger> ApplyAsync(
        LedgerReader reader,
        TeamLedger team,
        LedgerCheckpoint? checkpoint
    )
    {
        var so = RecomputedLedger.Empty;
        if (checkpoint is { Block: > 0 })
        {
            so =
                await reader.ReadBlocksAsync(team.Team, checkpoint.Block, 1) is [var last]
                && last.Number == checkpoint.Block
                && last.Hash == checkpoint.Hash
                    ? checkpoint.From(last)
                    : throw new InvalidDataException(
                        $"Block {checkpoint.Block} is not what it was when it was checked."
                    );
        }

        for (var done = 0; done < BlocksPerCheckpoint; done += BlocksPerPage)
        {
            var next = (so.Last?.Number ?? 0) + 1;
            if (next >= team.Head.NextBlock)
            {
                break;
            }

            var blocks = await reader.ReadBlocksAsync(team.Team, next, BlocksPerPage);
            if (blocks.Count == 0)
            {
                throw new InvalidDataException($"Block {next} is missing.");
            }

            so = blocks
                .TakeWhile(block => block.Number < team.Head.NextBlock)
                .Aggregate(so, (ledger, block) => ledger.Apply(block));
        }

        return so;
    }
}
