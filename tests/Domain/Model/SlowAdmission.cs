namespace FlexFunctions.Domain.Tests.Model;

/// <summary>R9: what invoices and policy say.</summary>
/// <param name="Users">Who may open products; null: all. Upper-cased.</param>
/// <param name="Products">Which products may be opened; null: all.</param>
/// <param name="Overdue">True while an invoice is overdue.</param>
public sealed record SlowAdmission(string[]? Users, string[]? Products, bool Overdue)
{
    public SlowOutcome? Denial(string user, string product)
    {
        if (Overdue)
        {
            return SlowOutcome.DeniedOverdue;
        }

        if (Users is not null && !Users.Contains(user.ToUpperInvariant(), StringComparer.Ordinal))
        {
            return SlowOutcome.DeniedUser;
        }

        return Products is not null && !Products.Contains(product, StringComparer.Ordinal)
            ? SlowOutcome.DeniedProduct
            : null;
    }
}
