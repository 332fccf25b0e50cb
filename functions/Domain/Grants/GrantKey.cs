namespace FlexFunctions.Domain;

/// <summary>
/// The identity of a grant. Keys sort in burn-down order (R13): earliest expiry first, then the order that was smaller
/// when bought, then the order id by ordinal; each unit separately.
/// </summary>
/// <param name="ExpiresAt">The first instant at which it cannot be spent (R12).</param>
/// <param name="Bought">The amount that was bought or granted.</param>
/// <param name="Order">The id of the order; for cloud credits, the id of the grant itself.</param>
/// <param name="Unit">Tokens or cloud credits.</param>
public readonly record struct GrantKey(
    DateTimeOffset ExpiresAt,
    Tokens Bought,
    OrderId Order,
    GrantUnit Unit = GrantUnit.Tokens
) : IComparable<GrantKey>
{
    /// <inheritdoc/>
    public int CompareTo(GrantKey other)
    {
        var byUnit = Unit.CompareTo(other.Unit);
        if (byUnit != 0)
        {
            return byUnit;
        }

        var byExpiry = ExpiresAt.CompareTo(other.ExpiresAt);
        if (byExpiry != 0)
        {
            return byExpiry;
        }

        var bySize = Bought.CompareTo(other.Bought);
        return bySize != 0 ? bySize : string.CompareOrdinal(Order.Value, other.Order.Value);
    }

    /// <summary>Returns true if the grant can be spent at the instant (R12).</summary>
    public bool IsSpendableAt(DateTimeOffset instant) => instant < ExpiresAt;
}
