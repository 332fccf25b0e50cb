namespace FlexFunctions.Domain;

/// <summary>A signal that was denied; the same signal again stays denied (R9).</summary>
/// <param name="Time">When the user was seen.</param>
/// <param name="Kind">What was seen.</param>
/// <param name="Reason">Why it was denied, a stable code; it does not tell one signal from another.</param>
public readonly record struct DeniedSignal(DateTimeOffset Time, SignalKinds Kind, string Reason)
    : IComparable<DeniedSignal>
{
    /// <inheritdoc/>
    public int CompareTo(DeniedSignal other)
    {
        var byTime = Time.CompareTo(other.Time);
        return byTime != 0 ? byTime : Kind.CompareTo(other.Kind);
    }
}
