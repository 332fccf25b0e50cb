namespace FlexFunctions.Domain;

/// <summary>
/// Which grant, in burn-down order (R13): the earliest expiry first, then the order that was smaller when bought, then
/// the order id by ordinal; the grants of each unit by themselves.
/// </summary>
/// <param name="ExpiresAt">The first instant at which it can not be spent (R12).</param>
/// <param name="Bought">How much it was when it was bought or granted.</param>
/// <param name="Order">The order it comes from; of cloud credits, the id of the grant itself.</param>
/// <param name="Unit">What it is of.</param>
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

    /// <summary>True if it can be spent at that instant (R12).</summary>
    public bool IsSpendableAt(DateTimeOffset instant) => instant < ExpiresAt;
}
