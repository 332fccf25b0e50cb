using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The changes of a team's grants when its journal is replayed. They trust no line of it.</summary>
internal static class ReplayedGrants
{
    /// <summary>Returns the pool with a grant that came to the team.</summary>
    /// <exception cref="InvalidDataException">The grant is in the team already.</exception>
    public static GrantPool Receive(this GrantPool pool, GrantKey grant, Tokens tokens) =>
        pool.Remaining.ContainsKey(grant)
            ? throw new InvalidDataException($"Order '{grant.Order}' came to this team already.")
            : pool.With(grant, tokens);

    /// <summary>Returns the pool without a grant that left the team with its whole remainder.</summary>
    /// <exception cref="InvalidDataException">Another amount is left of the grant.</exception>
    public static GrantPool Release(this GrantPool pool, GrantKey grant, Tokens tokens) =>
        pool.Remaining.TryGetValue(grant, out var left) && left == tokens
            ? pool.Without(grant)
            : throw new InvalidDataException(
                $"Order '{grant.Order}' leaves with {tokens} tokens, but {left} are left of it in this team."
            );

    /// <summary>Returns the pool after payments, which may make an amount negative.</summary>
    /// <exception cref="InvalidDataException">A grant that pays is not in the team.</exception>
    public static GrantPool Pay(this GrantPool pool, ImmutableArray<Payment> payments) =>
        pool.Change(payments, (left, paid) => left - paid);

    /// <summary>Returns the pool after payments were given back.</summary>
    /// <exception cref="InvalidDataException">A grant that had paid is not in the team.</exception>
    public static GrantPool PayBack(this GrantPool pool, ImmutableArray<Payment> payments) =>
        pool.Change(payments, (left, paid) => left + paid);

    private static GrantPool Change(
        this GrantPool pool,
        ImmutableArray<Payment> payments,
        Func<Tokens, Tokens, Tokens> change
    )
    {
        var remaining = pool.Remaining.ToBuilder();
        foreach (var payment in payments)
        {
            if (!remaining.TryGetValue(payment.Grant, out var left))
            {
                throw new InvalidDataException($"Order '{payment.Grant.Order}' pays, but is not in this team.");
            }

            remaining[payment.Grant] = change(left, payment.Tokens);
        }

        return new GrantPool(remaining.ToImmutable());
    }
}
