using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Decides what is to be warned of (R17): in one commit the alert states, the warnings and the mails that tell of them. A
/// team that is found twice, or by two runs at once, is warned once: its head says of what it stands warned.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="due">What may be due.</param>
/// <param name="writer">Writes what warning comes to.</param>
/// <param name="time">The clock.</param>
public sealed class WarningRun(LedgerStore ledger, DueTable due, WarningWriter writer, TimeProvider time)
{
    private const int Page = 500;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Decides all that is due, account by account, until it is done or the time is over.</summary>
    /// <param name="deadline">When to stop; what is left waits for the next run.</param>
    /// <param name="failed">Told of an account that could not be decided; the others go on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RowStoreException">What is due could not be read.</exception>
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
                .. await teams.NextAsync(Page, cancellationToken),
                .. await orders.NextAsync(Page, cancellationToken),
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
            // A commit warns of as much as it can hold; then the rest is looked at again.
            warned = await ledger.DecideAfreshAsync(
                account.Account,
                transaction => WarnSomeAsync(transaction, account),
                time.GetUtcNow() + s_patience,
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
    /// Warns teams of the account, if there are any to warn; and the orders that nobody can be warned of yet: one without a
    /// team waits until it gets one, or expires.
    /// </summary>
    private async Task<(bool Any, IReadOnlySet<OrderId> Waiting)> WarnSomeAsync(
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

        var cases = new List<WarningCandidate>();
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
                    cases.Add(found);
                }
            }
        }

        writer.Warn(transaction, cases);
        return (cases.Count > 0, waiting);

        bool IsUnspent(GrantPool pool, Order order) =>
            order.StatusAt(transaction.Now, pool.Remaining.GetValueOrDefault(order.Grant)) == OrderStatus.Active;
    }
}
