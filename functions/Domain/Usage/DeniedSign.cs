namespace FlexFunctions.Domain;

/// <summary>A sign that was denied; the same sign again stays denied (R9).</summary>
/// <param name="Time">When the user was seen.</param>
/// <param name="Kind">What was seen.</param>
/// <param name="Reason">Why it was denied, a stable code; it does not tell one sign from another.</param>
public readonly record struct DeniedSign(DateTimeOffset Time, SignKinds Kind, string Reason) : IComparable<DeniedSign>
{
    /// <inheritdoc/>
    public int CompareTo(DeniedSign other)
    {
        var byTime = Time.CompareTo(other.Time);
        return byTime != 0 ? byTime : Kind.CompareTo(other.Kind);
    }
}
