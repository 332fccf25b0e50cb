namespace FlexFunctions.Domain;

/// <summary>
/// Which grant, in burn-down order (R13): the earliest expiry first, then the order that was smaller when bought, then
/// the order id by ordinal.
/// </summary>
/// <param name="ExpiresAt">The first instant at which its tokens can not be spent (R12).</param>
/// <param name="Bought">How much the order was when bought.</param>
/// <param name="Order">The order it comes from.</param>
public readonly record struct GrantKey(DateTimeOffset ExpiresAt, Tokens Bought, OrderId Order) : IComparable<GrantKey>
{
    /// <inheritdoc/>
    public int CompareTo(GrantKey other)
    {
        var byExpiry = ExpiresAt.CompareTo(other.ExpiresAt);
        if (byExpiry != 0)
        {
            return byExpiry;
        }

        var bySize = Bought.CompareTo(other.Bought);
        return bySize != 0 ? bySize : string.CompareOrdinal(Order.Value, other.Order.Value);
    }

    /// <summary>True if its tokens can be spent at that instant (R12).</summary>
    public bool IsSpendableAt(DateTimeOffset instant) => instant < ExpiresAt;
}
