using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Decides which warnings to send (R17). One commit writes the alert states, the warnings and their mails. A team is warned
/// once even if two runs find it at the same time: its header row records the warnings already sent.
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
        var (teams, orders) = (
            new DuePages(due, DueKind.Warnable, null),
            new DuePages(due, DueKind.ExpiryWarning, time.GetUtcNow())
        );
        while (time.GetUtcNow() < deadline)
        {
            List<DueRow> rows =
            [
                .. await teams.NextAsync(PageSize, cancellationToken),
                .. await orders.NextAsync(PageSize, cancellationToken),
            ];
            if (rows.Count == 0)
            {
                return;
            }

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
                    when (e
                            is RowStoreException
                                or RowConflictException
                                or LedgerBrokenException
                                or InvalidDataException
                    )
                {
                    failed(account.Key, e);
                }
            }
        }
    }

    private async Task DecideAsync(AccountDue account, CancellationToken cancellationToken)
    {
        (bool Any, IReadOnlySet<OrderId> Waiting) warned;
        do
        {
            // Each commit holds as many warnings as fit. The loop ends when no team needs a warning any more.
            warned = await ledger.DecideAfreshAsync(
                account.Account,
                transaction => WarnNextAsync(transaction, account),
                time.GetUtcNow() + s_timeLimit,
                cancellationToken
            );
        } while (warned.Any);

        var old = time.GetUtcNow() - DueTable.Young;
        await due.RemoveAsync(
            account.Rows.Where(row => row.Entry.At <= old && !IsWaiting(row.Entry)),
            cancellationToken
        );

        bool IsWaiting(DueEntry entry) =>
            entry.Kind == DueKind.ExpiryWarning && warned.Waiting.Contains(OrderId.Of(entry.Subject));
    }

    /// <summary>
    /// Warns the teams of the account that need it. Also returns the orders that have to wait because they have no team yet:
    /// they keep their due entry until they get a team or expire.
    /// </summary>
    private async Task<(bool Any, IReadOnlySet<OrderId> Waiting)> WarnNextAsync(
        LedgerTransaction transaction,
        AccountDue account
    )
    {
        var (expiring, waiting) = (new List<Order>(), new HashSet<OrderId>());
        foreach (var id in account.Orders)
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
        foreach (var team in account.Teams.Union(expiring.Select(order => order.Team)))
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
        return (candidates.Count > 0, waiting);

        bool IsUnspent(GrantPool pool, Order order) =>
            order.StatusAt(transaction.Now, pool.Remaining.GetValueOrDefault(order.Grant)) == OrderStatus.Active;
    }
}
