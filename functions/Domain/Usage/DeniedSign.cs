namespace FlexFunctions.Domain;

/// <summary>A sign that was denied; the same sign again stays denied (R9).</summary>
/// <param name="Time">When the user was seen.</param>
/// <param name="Kind">What was seen.</param>
public readonly record struct DeniedSign(DateTimeOffset Time, SignKinds Kind) : IComparable<DeniedSign>
{
    /// <inheritdoc/>
    public int CompareTo(DeniedSign other)
    {
        var byTime = Time.CompareTo(other.Time);
        return byTime != 0 ? byTime : Kind.CompareTo(other.Kind);
    }
}
