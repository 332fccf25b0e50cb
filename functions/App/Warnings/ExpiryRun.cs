using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Posts the expiry of expired grants (R12), page by page. It removes each due entry once its expiry is posted, so the run
/// after an interrupted one continues where that stopped.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="due">The table of due entries.</param>
/// <param name="time">The clock.</param>
public sealed class ExpiryRun(LedgerStore ledger, DueTable due, TimeProvider time)
{
    private const int PageSize = 500;

    /// <summary>The number of accounts that are processed at the same time.</summary>
    private const int Parallelism = 8;

    /// <summary>The number of grants that fit into one commit beside the header, block and spending rows.</summary>
    private const int GrantsPerCommit = 90;

    /// <summary>
    /// How long after its expiry a grant is posted. By then no instance, whatever its clock, lets the grant be spent or moved.
    /// </summary>
    private static readonly TimeSpan s_clockTolerance = MeteringOptions.ClockTolerance;

    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Posts the expiry of all expired grants and returns their number.</summary>
    /// <param name="deadline">When to stop. The next run does the rest.</param>
    /// <param name="failed">Called for an account that failed. The other accounts are still processed.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="RowStoreException">The due entries could not be read.</exception>
    public async Task<int> ExpireAsync(
        DateTimeOffset deadline,
        Action<AccountId, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        var expired = 0;
        var pages = new DuePages(due, DueKind.Expiry, time.GetUtcNow() - s_clockTolerance);
        while (time.GetUtcNow() < deadline && await pages.NextAsync(PageSize, cancellationToken) is { Count: > 0 } rows)
        {
            foreach (var accounts in rows.GroupBy(row => row.Entry.Account).Chunk(Parallelism))
            {
                if (time.GetUtcNow() >= deadline)
                {
                    return expired;
                }

                var counts = await Task.WhenAll(
                    accounts.Select(account => ExpireAsync(account.Key, [.. account], failed, cancellationToken))
                );
                expired += counts.Sum();
            }
        }

        return expired;
    }

    private async Task<int> ExpireAsync(
        AccountId account,
        List<DueRow> rows,
        Action<AccountId, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var expired = 0;
            foreach (var team in await TeamsAsync(account, rows, cancellationToken))
            {
                int posted;
                do
                {
                    posted = await DecideAsync(
                        account,
                        transaction => ExpireAsync(transaction, team),
                        cancellationToken
                    );
                    expired += posted;
                } while (posted == GrantsPerCommit);
            }

            await due.RemoveAsync(rows, cancellationToken);
            return expired;
        }
        catch (Exception e)
            when (e is RowStoreException or RowConflictException or LedgerBrokenException or InvalidDataException)
        {
            failed(account, e);
            return 0;
        }
    }

    private static async Task<int> ExpireAsync(LedgerTransaction transaction, TeamId id)
    {
        if (await transaction.ReadTeamAsync(id) is not { } team)
        {
            return 0;
        }

        var decision = ExpiryDecision.Of(team.Pool, transaction.Now - s_clockTolerance, GrantsPerCommit);
        if (!decision.Postings.IsEmpty)
        {
            await transaction.PostAsync(team, decision.Pool, decision.Postings);
        }

        return decision.Postings.Length;
    }

    /// <summary>Finds the teams that have the grants. The entry of an order that was never committed has no team.</summary>
    private Task<HashSet<TeamId>> TeamsAsync(
        AccountId account,
        List<DueRow> rows,
        CancellationToken cancellationToken
    ) =>
        DecideAsync(
            account,
            async transaction =>
            {
                var teams = new HashSet<TeamId>();
                foreach (var entry in rows.Select(row => row.Entry))
                {
                    if ((entry.Team ?? (await transaction.ReadOrderAsync(OrderId.Of(entry.Subject)))?.Team) is { } team)
                    {
                        teams.Add(team);
                    }
                }

                return teams;
            },
            cancellationToken
        );

    private Task<T> DecideAsync<T>(
        AccountId account,
        Func<LedgerTransaction, Task<T>> decide,
        CancellationToken cancellationToken
    ) => ledger.DecideAfreshAsync(account, decide, time.GetUtcNow() + s_timeLimit, cancellationToken);
}
