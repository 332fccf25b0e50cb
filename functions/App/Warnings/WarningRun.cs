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
        var warned = true;
        while (warned)
        {
            // A commit warns as many teams as it can hold; then the rest is looked at again.
            warned = await ledger.DecideAfreshAsync(
                account.Account,
                transaction => WarnSomeAsync(transaction, account),
                time.GetUtcNow() + s_patience,
                cancellationToken
            );
        }

        var old = time.GetUtcNow() - DueTable.Young;
        var waiting = await ledger.DecideAfreshAsync(
            account.Account,
            transaction => OrdersWithoutTeamAsync(transaction, account.Orders),
            time.GetUtcNow() + s_patience,
            cancellationToken
        );
        await due.RemoveAsync(
            account.Rows.Where(row => row.Entry.At <= old && !waiting.Contains(row.Entry.Subject)),
            cancellationToken
        );
    }

    /// <summary>Warns teams of the account; false if there are none to warn.</summary>
    private async Task<bool> WarnSomeAsync(LedgerTransaction transaction, AccountDue account)
    {
        var expiring = new List<Order>();
        foreach (var id in account.Orders)
        {
            if (
                await transaction.ReadOrderAsync(id) is { ExpiryWarned: false } order
                && order.Team != TeamId.Unassigned
            )
            {
                expiring.Add(order);
            }
        }

        var cases = new List<TeamCase>();
        foreach (var team in account.Teams.Union(expiring.Select(order => order.Team)))
        {
            if (await transaction.ReadTeamAsync(team) is { Head.Fault: null } known)
            {
                var unspent = expiring.Where(order => order.Team == team && IsUnspent(known.Pool, order)).ToList();
                var found = await TeamCase.ReadAsync(transaction, known, unspent);
                if (found.Kinds.Count > 0)
                {
                    cases.Add(found);
                }
            }
        }

        writer.Warn(transaction, cases);
        return cases.Count > 0;

        bool IsUnspent(GrantPool pool, Order order) =>
            order.StatusAt(transaction.Now, pool.Remaining.GetValueOrDefault(order.Grant)) == OrderStatus.Active;
    }

    /// <summary>Orders that nobody can be warned of yet: one without a team waits until it gets one, or expires.</summary>
    private static async Task<HashSet<string>> OrdersWithoutTeamAsync(LedgerReader reader, IEnumerable<OrderId> orders)
    {
        var waiting = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in orders)
        {
            if (
                await reader.ReadOrderAsync(id) is { } order
                && order.Team == TeamId.Unassigned
                && order.Grant.IsSpendableAt(reader.Now)
            )
            {
                waiting.Add(id.Value);
            }
        }

        return waiting;
    }
}
