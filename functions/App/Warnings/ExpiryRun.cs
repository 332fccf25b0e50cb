using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Posts the expiry of grants whose time is over (R12), a page at a time; what is done is removed from what is due, so that
/// a run that is killed goes on where it stopped.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="due">What is due.</param>
/// <param name="time">The clock.</param>
public sealed class ExpiryRun(LedgerStore ledger, DueTable due, TimeProvider time)
{
    private const int Page = 500;

    /// <summary>How many accounts are decided at once.</summary>
    private const int AtOnce = 8;

    /// <summary>How many grants one commit can hold, beside head, block and spending.</summary>
    private const int GrantsPerCommit = 90;

    /// <summary>Clocks differ: by then no instance takes the grant for one that can still be spent or moved.</summary>
    private static readonly TimeSpan s_clockTolerance = MeteringOptions.ClockTolerance;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Posts what expired, until it is done or the time is over; how many grants.</summary>
    /// <param name="deadline">When to stop; what is left waits for the next run.</param>
    /// <param name="failed">Told of an account that could not be decided; the others go on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RowStoreException">What is due could not be read.</exception>
    public async Task<int> ExpireAsync(
        DateTimeOffset deadline,
        Action<AccountId, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        var expired = 0;
        var pages = new DuePages(due, DueKind.Expiry, time.GetUtcNow() - s_clockTolerance);
        while (time.GetUtcNow() < deadline && await pages.NextAsync(Page, cancellationToken) is { Count: > 0 } rows)
        {
            foreach (var accounts in rows.GroupBy(row => row.Entry.Account).Chunk(AtOnce))
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

    /// <summary>The teams that have the grants; an order that never came to be has none.</summary>
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
    ) => ledger.DecideAfreshAsync(account, decide, time.GetUtcNow() + s_patience, cancellationToken);
}
