namespace FlexFunctions.Domain;

/// <summary>The decision on a change of an invoice status (R16): open → paid, overdue, void; overdue → paid, void.</summary>
public abstract record InvoiceDecision
{
    private InvoiceDecision() { }

    /// <summary>The status changes.</summary>
    /// <param name="Order">The order with its new invoice status.</param>
    /// <param name="ChangedAccount">The account with the overdue order added or removed; null if it does not change.</param>
    /// <param name="Pool">The team's grants after it.</param>
    /// <param name="Posting">The line for the team's journal; null unless the remainder of the order is taken back.</param>
    public sealed record Accepted(Order Order, Account? ChangedAccount, GrantPool Pool, Posting.Voided? Posting)
        : InvoiceDecision;

    /// <summary>The invoice has that status already; nothing changes.</summary>
    public sealed record Unchanged : InvoiceDecision;

    /// <summary>The status must not change that way.</summary>
    public sealed record Refused(Rejection Rejection) : InvoiceDecision;

    /// <summary>Decides a change of status.</summary>
    /// <param name="order">The order.</param>
    /// <param name="status">The new status of its invoice.</param>
    /// <param name="account">The account.</param>
    /// <param name="pool">The grants of the team that has the order.</param>
    public static InvoiceDecision Of(Order order, InvoiceStatus status, Account account, GrantPool pool)
    {
        if (order.Invoice == status)
        {
            return new Unchanged();
        }

        if (!MayBecome(order.Invoice, status))
        {
            return new Refused(
                new Rejection(
                    RejectionCode.InvalidTransition,
                    $"The invoice of order '{order.Id}' is {Word(order.Invoice)}; it cannot become {Word(status)}.",
                    "status"
                )
            );
        }

        var changed = order with { Invoice = status };
        var changedAccount = WithStatus(account, order.Id, status);
        return status == InvoiceStatus.Void && pool.Remaining.TryGetValue(order.Grant, out var left)
            ? new Accepted(changed, changedAccount, pool.Without(order.Grant), new Posting.Voided(order.Grant, left))
            : new Accepted(changed, changedAccount, pool, null);
    }

    /// <summary>Returns the account with the order overdue or not, or null if it is so already.</summary>
    private static Account? WithStatus(Account account, OrderId order, InvoiceStatus status) =>
        (status == InvoiceStatus.Overdue, account.Overdue.Contains(order)) switch
        {
            (true, false) => account with { Overdue = account.Overdue.Add(order) },
            (false, true) => account with { Overdue = account.Overdue.Remove(order) },
            (true, true) or (false, false) => null,
        };

    private static string Word(InvoiceStatus status) => status.ToString().ToLowerInvariant();

    private static bool MayBecome(InvoiceStatus now, InvoiceStatus next) =>
        (now, next) switch
        {
            (InvoiceStatus.Open, _) => true,
            (InvoiceStatus.Overdue, InvoiceStatus.Paid or InvoiceStatus.Void) => true,
            _ => false,
        };
}
