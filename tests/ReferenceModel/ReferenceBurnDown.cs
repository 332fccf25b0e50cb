using System.Collections.Immutable;

namespace FlexFunctions.ReferenceModel;

/// <summary>R12, R13: which grants pay, and in which order.</summary>
public static class ReferenceBurnDown
{
    public static long Usable(IEnumerable<ReferenceGrant> grants, DateTimeOffset now, bool credits = false) =>
        grants.Where(grant => grant.IsCredit == credits && now < grant.Expires).Sum(grant => grant.Left);

    /// <summary>Draws an amount, which must be usable, from one grant after the other.</summary>
    public static (ImmutableList<ReferenceGrant> Grants, ImmutableList<ReferencePayment> Payments) Draw(
        ImmutableList<ReferenceGrant> grants,
        long amount,
        DateTimeOffset now,
        bool credits = false
    )
    {
        ImmutableList<ReferencePayment> payments = [];
        while (amount > 0)
        {
            var next = grants
                .Where(grant => grant.IsCredit == credits && grant.Left > 0 && now < grant.Expires)
                .OrderBy(grant => grant.Expires)
                .ThenBy(grant => grant.Bought)
                .ThenBy(grant => grant.Order, StringComparer.Ordinal)
                .First();
            var part = Math.Min(amount, next.Left);
            payments = payments.Add(new ReferencePayment(next.Order, part));
            grants = grants.Replace(next, next with { Left = next.Left - part });
            amount -= part;
        }

        return (grants, payments);
    }
}
