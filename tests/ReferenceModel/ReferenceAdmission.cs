namespace FlexFunctions.ReferenceModel;

/// <summary>R9: what invoices and policy say.</summary>
/// <param name="Users">Who may open products; null: all. Upper-cased.</param>
/// <param name="Products">Which products may be opened; null: all.</param>
/// <param name="Overdue">True while an invoice is overdue.</param>
public sealed record ReferenceAdmission(string[]? Users, string[]? Products, bool Overdue)
{
    public ReferenceOutcome? Denial(string user, string product)
    {
        if (Overdue)
        {
            return ReferenceOutcome.DeniedOverdue;
        }

        if (Users is not null && !Users.Contains(user.ToUpperInvariant(), StringComparer.Ordinal))
        {
            return ReferenceOutcome.DeniedUser;
        }

        return Products is not null && !Products.Contains(product, StringComparer.Ordinal)
            ? ReferenceOutcome.DeniedProduct
            : null;
    }
}
