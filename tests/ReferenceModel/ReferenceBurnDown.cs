namespace FlexFunctions.ReferenceModel;

/// <summary>R12, R13: which grants pay, in which order.</summary>
public static class ReferenceBurnDown
{
    public static long Usable(List<ReferenceGrant> grants, DateTimeOffset now, bool credits = false) =>
        grants.Where(grant => grant.IsCredit == credits && now < grant.Expires).Sum(grant => grant.Left);

    /// <summary>Draws an amount that is known to be there.</summary>
    public static (List<ReferenceGrant> Grants, List<ReferencePayment> Payments) Draw(
        List<ReferenceGrant> grants,
        long amount,
        DateTimeOffset now,
        bool credits = false
    )
    {
        var left = grants.ToList();
        var payments = new List<ReferencePayment>();
        while (amount > 0)
        {
            var next = left.Where(grant => grant.IsCredit == credits && grant.Left > 0 && now < grant.Expires)
                .OrderBy(grant => grant.Expires)
                .ThenBy(grant => grant.Bought)
                .ThenBy(grant => grant.Order, StringComparer.Ordinal)
                .First();
            var part = Math.Min(amount, next.Left);
            payments.Add(new ReferencePayment(next.Order, part));
            left[left.IndexOf(next)] = next with { Left = next.Left - part };
            amount -= part;
        }

        return (left, payments);
    }
}
