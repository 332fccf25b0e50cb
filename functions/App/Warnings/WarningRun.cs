using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Decides which warnings to send (R17). One commit writes the alert states, the warnings and their mails. A team is warned
/// once even if two runs find it at the same time: its header row records the warnings already sent. A run decides an
/// account once, so a recipient gets one digest per run, unless the account's warnings need more than one commit.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="due">The table of due entries.</param>
/// <param name="writer">Writes the warnings.</param>
/// <param name="time">The clock.</param>
public sealed class WarningRun(LedgerStore ledger, DueTable due, WarningWriter writer, TimeProvider time)
{
    private const int PageSize = 500;

    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Decides the warnings of all due entries, account by account.</summary>
    /// <param name="deadline">When to stop. The next run does the rest.</param>
    /// <param name="failed">Called for an account that failed. The other accounts are still processed.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="RowStoreException">The due entries could not be read.</exception>
    public async Task DecideAsync(
        DateTimeOffset deadline,
        Action<AccountId, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        // All entries are read first. Page by page, a recipient would get a mail for each page that has a team of theirs.
        List<DueRow> rows =
        [
            .. await new DuePages(due, DueKind.Warnable, null).AllAsync(PageSize, cancellationToken),
            .. await new DuePages(due, DueKind.ExpiryWarning, time.GetUtcNow()).AllAsync(PageSize, cancellationToken),
        ];
        foreach (var account in rows.GroupBy(row => row.Entry.Account))
        {
            if (time.GetUtcNow() >= deadline)
            {
                return;
            }

            try
            {
                await DecideAsync(new AccountDue(account.Key, [.. account]), cancellationToken);
            }
            catch (Exception e)
                when (e is RowStoreException or RowConflictException or LedgerBrokenException or InvalidDataException)
            {
                failed(account.Key, e);
            }
        }
    }

    private async Task DecideAsync(AccountDue account, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<TeamId> teams = [.. account.Teams];
        IReadOnlySet<OrderId> waiting;
        do
        {
            // Each commit holds as many warnings as fit. The loop ends when no team needs a warning any more. A team that
            // needed none, and needs one after a later commit of its own, has a new due entry.
            (teams, waiting) = await ledger.DecideAfreshAsync(
                account.Account,
                transaction => WarnNextAsync(transaction, teams, account.Orders),
                time.GetUtcNow() + s_timeLimit,
                cancellationToken
            );
        } while (teams.Count > 0);

        var old = time.GetUtcNow() - DueTable.Young;
        await due.RemoveAsync(
            account.Rows.Where(row => row.Entry.At <= old && !IsWaiting(row.Entry)),
            cancellationToken
        );

        bool IsWaiting(DueEntry entry) =>
            entry.Kind == DueKind.ExpiryWarning && waiting.Contains(OrderId.Of(entry.Subject));
    }

    /// <summary>
    /// Warns as many teams as one commit can hold, and returns the teams that needed a warning. Also returns the orders that
    /// have to wait because they have no team yet: they keep their due entry until they get a team or expire.
    /// </summary>
    private async Task<(IReadOnlyCollection<TeamId> Teams, IReadOnlySet<OrderId> Waiting)> WarnNextAsync(
        LedgerTransaction transaction,
        IEnumerable<TeamId> teams,
        IEnumerable<OrderId> orders
    )
    {
        var (expiring, waiting) = (new List<Order>(), new HashSet<OrderId>());
        foreach (var id in orders)
        {
            if (await transaction.ReadOrderAsync(id) is not { ExpiryWarned: false } order)
            {
                continue;
            }

            if (order.Team != TeamId.Unassigned)
            {
                expiring.Add(order);
            }
            else if (order.Grant.IsSpendableAt(transaction.Now))
            {
                waiting.Add(id);
            }
        }

        var candidates = new List<WarningCandidate>();
        foreach (var team in teams.Union(expiring.Select(order => order.Team)))
        {
            if (await transaction.ReadTeamAsync(team) is { Head.Fault: null } known)
            {
                var unspent = expiring.Where(order => order.Team == team && IsUnspent(known.Pool, order));
                var found = await WarningCandidate.ReadAsync(
                    transaction,
                    known,
                    [.. unspent.Take(GrantPool.MaxLiveOrders)]
                );
                if (found.Kinds.Count > 0)
                {
                    candidates.Add(found);
                }
            }
        }

        writer.Warn(transaction, candidates);
        return ([.. candidates.Select(team => team.Ledger.Team)], waiting);

        bool IsUnspent(GrantPool pool, Order order) =>
            order.StatusAt(transaction.Now, pool.Remaining.GetValueOrDefault(order.Grant)) == OrderStatus.Active;
    }
}
