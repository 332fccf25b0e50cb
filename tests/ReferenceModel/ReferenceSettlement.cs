using System.Collections.Immutable;

namespace FlexFunctions.ReferenceModel;

/// <summary>R4, R13, R19: the windows and grants after use has changed.</summary>
public sealed record ReferenceSettlement(
    ImmutableList<ReferenceWindow> Windows,
    ImmutableList<ReferenceGrant> Grants,
    ImmutableList<ReferenceCharge> Charges,
    ImmutableList<ReferenceReversal> Reversals
)
{
    /// <summary>
    /// Reverses the windows that no longer hold and charges the new ones, oldest first. The payments of reversed windows pay
    /// the new windows, and only the difference is drawn. Payments that are left over are given back to their grants; if a
    /// grant has expired or left the team, they lapse.
    /// </summary>
    /// <returns>The settlement, or the start of the first window that cannot be paid.</returns>
    public static (ReferenceSettlement? Settlement, DateTimeOffset? Unpaid) Of(
        ImmutableList<ReferenceWindow> charged,
        IEnumerable<(DateTimeOffset Start, long Rate)> wanted,
        ImmutableList<ReferenceGrant> grants,
        DateTimeOffset now
    )
    {
        var starts = wanted.ToList();
        var kept = charged.Where(window => starts.Exists(other => other.Start == window.Start)).ToList();
        var reversals = charged
            .Except(kept)
            .OrderBy(window => window.Start)
            .Select(window => new ReferenceReversal(window))
            .ToImmutableList();
        var freed = new Queue<(ReferencePayment Payment, ReferenceReversal Of)>(
            reversals.SelectMany(reversal => reversal.Window.Payments.Select(payment => (payment, reversal)))
        );
        ImmutableList<ReferenceCharge> charges = [];
        foreach (var (start, rate) in starts.Where(each => !kept.Exists(window => window.Start == each.Start)))
        {
            (var carried, freed) = Carry(rate, freed);
            var due = rate - carried.Sum(payment => payment.Tokens);
            if (ReferenceBurnDown.Usable(grants, now) < due)
            {
                return (null, start);
            }

            (grants, var drawn) = ReferenceBurnDown.Draw(grants, due, now);
            charges = charges.Add(new(new(start, rate, carried.AddRange(drawn)), carried, drawn));
        }

        grants = GiveBack(freed, grants, now);
        var windows = kept.Concat(charges.Select(charge => charge.Window)).OrderBy(window => window.Start);
        return (new([.. windows], grants, charges, reversals), null);
    }

    /// <summary>Takes an amount, or as much as there is, from the payments of reversed windows.</summary>
    private static (ImmutableList<ReferencePayment> Carried, Queue<(ReferencePayment, ReferenceReversal)> Left) Carry(
        long amount,
        Queue<(ReferencePayment Payment, ReferenceReversal Of)> freed
    )
    {
        ImmutableList<ReferencePayment> carried = [];
        var left = new Queue<(ReferencePayment, ReferenceReversal)>();
        foreach (var (payment, of) in freed)
        {
            var part = payment with { Tokens = Math.Min(payment.Tokens, amount) };
            amount -= part.Tokens;
            if (part.Tokens > 0)
            {
                carried = carried.Add(part);
                of.Carried.Add(part);
            }

            if (payment.Tokens > part.Tokens)
            {
                left.Enqueue((payment with { Tokens = payment.Tokens - part.Tokens }, of));
            }
        }

        return (carried, left);
    }

    private static ImmutableList<ReferenceGrant> GiveBack(
        IEnumerable<(ReferencePayment Payment, ReferenceReversal Of)> left,
        ImmutableList<ReferenceGrant> grants,
        DateTimeOffset now
    )
    {
        foreach (var (payment, of) in left)
        {
            if (grants.Find(each => each.Order == payment.Order && !each.IsCredit && now < each.Expires) is { } grant)
            {
                of.GivenBack.Add(payment);
                grants = grants.Replace(grant, grant with { Left = grant.Left + payment.Tokens });
            }
            else
            {
                of.Lapsed.Add(payment);
            }
        }

        return grants;
    }
}
