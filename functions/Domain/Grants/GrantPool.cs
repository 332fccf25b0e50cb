using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// What a team has to spend: what is left of each grant that lives in it. Burn-down draws in the order of
/// <see cref="GrantKey"/>. A grant that is used up stays, for a reversal may give back to it (R19).
/// </summary>
/// <param name="Remaining">What is left, never below zero, by grant.</param>
public sealed record GrantPool(ImmutableSortedDictionary<GrantKey, Tokens> Remaining)
{
    /// <summary>The most orders with tokens left that a team may have (R11).</summary>
    public const int MaxLiveOrders = 64;

    /// <summary>No grants.</summary>
    public static readonly GrantPool Empty = new(ImmutableSortedDictionary<GrantKey, Tokens>.Empty);

    /// <summary>All that is left of a unit, also of grants past their expiry that is not on the books yet.</summary>
    public Tokens Balance(GrantUnit unit = GrantUnit.Tokens) => Sum(grant => grant.Unit == unit);

    /// <summary>What can be spent at an instant (R12).</summary>
    public Tokens UsableAt(DateTimeOffset instant, GrantUnit unit = GrantUnit.Tokens) =>
        Sum(grant => grant.Unit == unit && grant.IsSpendableAt(instant));

    /// <summary>The grants of which something is left that can be spent at an instant, in burn-down order.</summary>
    public IEnumerable<KeyValuePair<GrantKey, Tokens>> SpendableAt(
        DateTimeOffset instant,
        GrantUnit unit = GrantUnit.Tokens
    ) => Remaining.Where(grant => grant.Key.Unit == unit && grant.Value.IsPositive && grant.Key.IsSpendableAt(instant));

    /// <summary>True if the team can have no further grant of a unit at an instant: it has as many as it may (R11).</summary>
    public bool IsFullAt(DateTimeOffset instant, GrantUnit unit = GrantUnit.Tokens) =>
        SpendableAt(instant, unit).Count() >= MaxLiveOrders;

    /// <summary>The grants that came or of which another amount is left than before.</summary>
    public IEnumerable<KeyValuePair<GrantKey, Tokens>> ChangedSince(GrantPool before) =>
        Remaining.Where(grant => !before.Remaining.TryGetValue(grant.Key, out var left) || left != grant.Value);

    /// <summary>The grants that were here before and went.</summary>
    public IEnumerable<GrantKey> GoneSince(GrantPool before) =>
        before.Remaining.Keys.Where(grant => !Remaining.ContainsKey(grant));

    /// <summary>The pool with a further grant, whole.</summary>
    /// <exception cref="ArgumentException">The grant is in the pool already.</exception>
    public GrantPool With(GrantKey grant) => With(grant, grant.Bought);

    /// <summary>The pool with a further grant of which so much is left.</summary>
    /// <exception cref="ArgumentException">The grant is in the pool already.</exception>
    public GrantPool With(GrantKey grant, Tokens left) =>
        Remaining.ContainsKey(grant)
            ? throw new ArgumentException($"Order '{grant.Order}' is in the pool already.", nameof(grant))
            : new GrantPool(Remaining.Add(grant, left));

    /// <summary>The pool without a grant: it ended, or left the team.</summary>
    public GrantPool Without(GrantKey grant) => new(Remaining.Remove(grant));

    /// <summary>
    /// Draws an amount at an instant, all or nothing, from as many grants as it takes (R13). Null if what can be spent
    /// is less.
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

    /// <summary>True if what was paid can go back to its grant at an instant (R19): the grant still lives here.</summary>
    public bool TakesBack(Payment payment, DateTimeOffset instant) =>
        Remaining.ContainsKey(payment.Grant) && payment.Grant.IsSpendableAt(instant);

    /// <summary>The pool with a payment back in its grant (<see cref="TakesBack"/>).</summary>
    public GrantPool GiveBack(Payment payment) =>
        new(Remaining.SetItem(payment.Grant, Remaining[payment.Grant] + payment.Tokens));

    private Tokens Sum(Func<GrantKey, bool> which) =>
        Tokens.Sum(Remaining.Where(grant => which(grant.Key)).Select(grant => grant.Value));
}
