using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The grants of a team. Burn-down draws in the order of <see cref="GrantKey"/>. An exhausted grant stays, because a
/// reversal may give back to it (R19).
/// </summary>
/// <param name="Remaining">The remaining amount of each grant; never below zero.</param>
public sealed record GrantPool(ImmutableSortedDictionary<GrantKey, Tokens> Remaining)
{
    /// <summary>The most orders with tokens left that a team may have (R11).</summary>
    public const int MaxLiveOrders = 64;

    /// <summary>No grants.</summary>
    public static readonly GrantPool Empty = new(ImmutableSortedDictionary<GrantKey, Tokens>.Empty);

    /// <summary>Returns the remaining amount of a unit, including expired grants whose expiry is not posted yet.</summary>
    public Tokens Balance(GrantUnit unit = GrantUnit.Tokens) => Sum(grant => grant.Unit == unit);

    /// <summary>Returns the amount that can be spent at an instant (R12).</summary>
    public Tokens UsableAt(DateTimeOffset instant, GrantUnit unit = GrantUnit.Tokens) =>
        Sum(grant => grant.Unit == unit && grant.IsSpendableAt(instant));

    /// <summary>Returns the grants that can be spent at an instant, in burn-down order.</summary>
    public IEnumerable<KeyValuePair<GrantKey, Tokens>> SpendableAt(
        DateTimeOffset instant,
        GrantUnit unit = GrantUnit.Tokens
    ) => Remaining.Where(grant => grant.Key.Unit == unit && grant.Value.IsPositive && grant.Key.IsSpendableAt(instant));

    /// <summary>Returns true if the team has as many grants of a unit as it may have (R11).</summary>
    public bool IsFullAt(DateTimeOffset instant, GrantUnit unit = GrantUnit.Tokens) =>
        SpendableAt(instant, unit).Count() >= MaxLiveOrders;

    /// <summary>Returns the grants that are new or have another remaining amount than before.</summary>
    public IEnumerable<KeyValuePair<GrantKey, Tokens>> ChangedSince(GrantPool before) =>
        Remaining.Where(grant => !before.Remaining.TryGetValue(grant.Key, out var left) || left != grant.Value);

    /// <summary>Returns the grants that are no longer in the pool.</summary>
    public IEnumerable<GrantKey> GoneSince(GrantPool before) =>
        before.Remaining.Keys.Where(grant => !Remaining.ContainsKey(grant));

    /// <summary>Returns the pool with one more grant, with its whole amount.</summary>
    /// <exception cref="ArgumentException">The grant is in the pool already.</exception>
    public GrantPool With(GrantKey grant) => With(grant, grant.Bought);

    /// <summary>Returns the pool with one more grant.</summary>
    /// <exception cref="ArgumentException">The grant is in the pool already.</exception>
    public GrantPool With(GrantKey grant, Tokens left) =>
        Remaining.ContainsKey(grant)
            ? throw new ArgumentException($"Order '{grant.Order}' is in the pool already.", nameof(grant))
            : new GrantPool(Remaining.Add(grant, left));

    /// <summary>Returns the pool without a grant, which expired or left the team.</summary>
    public GrantPool Without(GrantKey grant) => new(Remaining.Remove(grant));

    /// <summary>
    /// Draws an amount at an instant from as many grants as it takes, all or nothing (R13). Returns null if the usable
    /// balance is less.
    /// </summary>
    public (GrantPool Pool, ImmutableArray<Payment> Payments)? Draw(
        Tokens amount,
        DateTimeOffset instant,
        GrantUnit unit = GrantUnit.Tokens
    )
    {
        var (remaining, payments, due) = (Remaining.ToBuilder(), ImmutableArray.CreateBuilder<Payment>(), amount);
        foreach (var (grant, left) in SpendableAt(instant, unit))
        {
            if (!due.IsPositive)
            {
                break;
            }

            var paid = Tokens.Min(left, due);
            remaining[grant] = left - paid;
            payments.Add(new Payment(grant, paid));
            due -= paid;
        }

        return due.IsPositive ? null : (new GrantPool(remaining.ToImmutable()), payments.ToImmutable());
    }

    /// <summary>Returns true if a payment can go back to its grant (R19): the grant is in the team and not expired.</summary>
    public bool TakesBack(Payment payment, DateTimeOffset instant) =>
        Remaining.ContainsKey(payment.Grant) && payment.Grant.IsSpendableAt(instant);

    /// <summary>Returns the pool with a payment given back to its grant (<see cref="TakesBack"/>).</summary>
    public GrantPool GiveBack(Payment payment) =>
        new(Remaining.SetItem(payment.Grant, Remaining[payment.Grant] + payment.Tokens));

    private Tokens Sum(Func<GrantKey, bool> which) =>
        Tokens.Sum(Remaining.Where(grant => which(grant.Key)).Select(grant => grant.Value));
}
