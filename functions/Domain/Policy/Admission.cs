using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The invoices and policy that decide whether users of a team may open products (R9).</summary>
/// <param name="PaymentOverdue">True if an overdue invoice blocks the account (R16).</param>
/// <param name="Policy">The team's policy.</param>
/// <param name="Assigned">
/// The assigned users among the users in question; used only if the policy requires assignment.
/// </param>
public sealed record Admission(bool PaymentOverdue, TeamPolicy Policy, ImmutableHashSet<UserId> Assigned)
{
    /// <summary>No overdue invoice, and the policy of a new team: all users may use all products.</summary>
    public static readonly Admission Open = new(false, TeamPolicy.Default, []);

    /// <summary>Returns the code of the first reason to deny a user a product, in the order of R9, or null.</summary>
    public string? Denial(UserId user, ProductId product) =>
        PaymentOverdue ? RejectionCode.PaymentOverdue
        : Policy.AssignedUsersOnly && !Assigned.Contains(user) ? RejectionCode.UserNotAssigned
        : Policy.Products is { } products && !products.Contains(product) ? RejectionCode.ProductNotAllowed
        : null;
}
