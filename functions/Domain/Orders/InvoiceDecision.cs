namespace FlexFunctions.Domain;

/// <summary>What a change of an order's invoice comes to (R16): open → paid, overdue, void; overdue → paid, void.</summary>
public abstract record InvoiceDecision
{
    private InvoiceDecision() { }

    /// <summary>It changes.</summary>
    /// <param name="Order">The order with its invoice as it stands now.</param>
    /// <param name="Account">The account, blocked or free by it.</param>
    /// <param name="Pool">The team's grants after it; the same instance if it takes nothing back.</param>
    /// <param name="Posting">The line for the team's journal, if what was left of the order is taken back.</param>
    public sealed record Accepted(Order Order, Account Account, GrantPool Pool, Posting.Voided? Posting)
        : InvoiceDecision;

    /// <summary>It stands so already; nothing changes.</summary>
    public sealed record Unchanged : InvoiceDecision;

    /// <summary>It can not change so.</summary>
    public sealed record Refused(Rejection Rejection) : InvoiceDecision;

    /// <summary>Decides.</summary>
    /// <param name="order">The order.</param>
    /// <param name="status">Where its invoice is to stand.</param>
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
                    $"The invoice of order '{order.Id}' is {Word(order.Invoice)}; it can not become {Word(status)}.",
                    "status"
                )
            );
        }

        var overdue =
            status == InvoiceStatus.Overdue ? account.Overdue.Add(order.Id) : account.Overdue.Remove(order.Id);
        var changed = order with { Invoice = status };
        var free = ReferenceEquals(overdue, account.Overdue) ? account : account with { Overdue = overdue };
        return status == InvoiceStatus.Void && pool.Remaining.TryGetValue(order.Grant, out var left)
            ? new Accepted(changed, free, pool.Without(order.Grant), new Posting.Voided(order.Grant, left))
            : new Accepted(changed, free, pool, null);
    }

    private static string Word(InvoiceStatus status) => status.ToString().ToLowerInvariant();

    private static bool MayBecome(InvoiceStatus now, InvoiceStatus next) =>
        (now, next) switch
        {
            (InvoiceStatus.Open, _) => true,
            (InvoiceStatus.Overdue, InvoiceStatus.Paid or InvoiceStatus.Void) => true,
            _ => false,
        };
}
