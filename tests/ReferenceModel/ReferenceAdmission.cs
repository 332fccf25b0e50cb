namespace FlexFunctions.ReferenceModel;

/// <summary>R9: which users and products the policy and invoices allow.</summary>
/// <param name="Users">The users who may open products, in upper case; null: all.</param>
/// <param name="Products">The products that may be opened; null: all.</param>
/// <param name="Overdue">True while an invoice is overdue.</param>
public sealed record ReferenceAdmission(string[]? Users, string[]? Products, bool Overdue)
{
    public ReferenceOutcome? Denial(string user, string product)
    {
        if (Overdue)
        {
            return ReferenceOutcome.PaymentOverdue;
        }

        if (Users is not null && !Users.Contains(user.ToUpperInvariant(), StringComparer.Ordinal))
        {
            return ReferenceOutcome.UserNotAssigned;
        }

        return Products is not null && !Products.Contains(product, StringComparer.Ordinal)
            ? ReferenceOutcome.ProductNotAllowed
            : null;
    }
}
