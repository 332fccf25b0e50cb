namespace FlexFunctions.Domain;

/// <summary>A denied signal; the same signal is denied again (R9).</summary>
/// <param name="Time">The time of the signal.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Reason">The stable code of the denial; not part of the signal's identity.</param>
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
