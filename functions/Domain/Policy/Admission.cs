using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>What invoices and policy say of a team's users: whether they may open products (R9).</summary>
/// <param name="PaymentOverdue">True if an overdue invoice blocks the account (R16).</param>
/// <param name="Policy">The team's policy.</param>
/// <param name="Assigned">
/// The assigned users among those that are asked about; of interest only if the policy demands assignment.
/// </param>
public sealed record Admission(bool PaymentOverdue, TeamPolicy Policy, ImmutableHashSet<UserId> Assigned)
{
    /// <summary>Nothing overdue, and the policy of a new team: everybody may use everything.</summary>
    public static readonly Admission Open = new(false, TeamPolicy.Default, []);

    /// <summary>The code of the first thing that stands against a user's use of a product, in the order of R9; or null.</summary>
    public string? Denial(UserId user, ProductId product) =>
        PaymentOverdue ? RejectionCode.PaymentOverdue
        : Policy.AssignedUsersOnly && !Assigned.Contains(user) ? RejectionCode.UserNotAssigned
        : Policy.Products is { } products && !products.Contains(product) ? RejectionCode.ProductNotAllowed
        : null;
}
