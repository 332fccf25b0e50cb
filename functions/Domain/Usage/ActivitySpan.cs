namespace FlexFunctions.Domain;

/// <summary>
/// A chain of signals of one session, each at most the session timeout after the one before (R3). Only its two ends are
/// remembered (R5), because the signals between them cannot change what the chain proves.
/// </summary>
/// <param name="First">The instant of the first signal.</param>
/// <param name="AtFirst">The kinds of signal at that instant.</param>
/// <param name="Last">The instant of the last signal; equal to <paramref name="First"/> if there is only one instant.</param>
/// <param name="AtLast">The kinds of signal at that instant.</param>
/// <param name="FirstUse">
/// The instant of the first opened or heartbeat, from which on the span proves use; null if it has only closed signals.
/// </param>
/// <param name="EndsInImpliedClose">
/// True if the span ends in an implied close (R9): nothing at or after <paramref name="Last"/> connects to it.
/// </param>
public sealed record ActivitySpan(
    DateTimeOffset First,
    SignalKinds AtFirst,
    DateTimeOffset Last,
    SignalKinds AtLast,
    DateTimeOffset? FirstUse,
    bool EndsInImpliedClose
)
{
    /// <summary>Returns the span of a single signal.</summary>
    public static ActivitySpan Of(SignalKinds kind, DateTimeOffset time) =>
        new(time, kind, time, kind, ProvesUse(kind) ? time : null, EndsInImpliedClose: false);

    /// <summary>Returns the span of an implied close (R9).</summary>
    public static ActivitySpan ImpliedClose(DateTimeOffset at) =>
        Of(SignalKinds.Closed, at) with
        {
            EndsInImpliedClose = true,
        };

    /// <summary>Returns true if a signal at this time belongs to the span: between its ends, and before its implied close.</summary>
    public bool Contains(DateTimeOffset time) => First <= time && IsNotBefore(time);

    /// <summary>Returns true if the span contains the signal and the signal adds nothing to it.</summary>
    public bool Covers(UsageSignal signal) => Contains(signal.Time) && With(signal) == this;

    /// <summary>
    /// Returns true if a signal at this time lies after the span: later than its last signal, or at or after its implied
    /// close.
    /// </summary>
    public bool IsBefore(DateTimeOffset time) => !IsNotBefore(time);

    /// <summary>Returns true if the span ends in an implied close at this instant.</summary>
    public bool EndsInImpliedCloseAt(DateTimeOffset time) => EndsInImpliedClose && Last == time;

    /// <summary>Returns true if the instant lies strictly between the span's first and last signal.</summary>
    public bool Encloses(DateTimeOffset instant) => First < instant && instant < Last;

    /// <summary>Returns true if the session timeout connects a later signal at this time to the span (R3).</summary>
    public bool ConnectsTo(DateTimeOffset time, TimeSpan sessionTimeout) =>
        !EndsInImpliedClose && time - Last <= sessionTimeout;

    /// <summary>Returns true if the span ends in an opened and a later span begins with its closed (R3).</summary>
    public bool IsClosedBy(ActivitySpan later, TimeSpan lateness) =>
        !EndsInImpliedClose
        && AtLast.HasFlag(SignalKinds.Opened)
        && later.AtFirst.HasFlag(SignalKinds.Closed)
        && later.First - Last <= lateness;

    /// <summary>
    /// Returns true if a later heartbeat continues the span: the span's last signal is not a closed, and at most the
    /// session timeout earlier (R9).
    /// </summary>
    public bool ContinuesTo(DateTimeOffset time, TimeSpan sessionTimeout) =>
        ProvesUse(AtLast) && ConnectsTo(time, sessionTimeout);

    /// <summary>Returns the span with one more signal, which it contains (<see cref="Contains"/>).</summary>
    public ActivitySpan With(UsageSignal signal) =>
        this with
        {
            AtFirst = signal.Time == First ? AtFirst | signal.Kind : AtFirst,
            AtLast = signal.Time == Last ? AtLast | signal.Kind : AtLast,
            FirstUse = ProvesUse(signal.Kind) && !(FirstUse <= signal.Time) ? signal.Time : FirstUse,
        };

    /// <summary>Returns this span and a later one as one span.</summary>
    public ActivitySpan Then(ActivitySpan later) =>
        new(
            First,
            First == later.First ? AtFirst | later.AtFirst : AtFirst,
            later.Last,
            Last == later.Last ? AtLast | later.AtLast : later.AtLast,
            FirstUse ?? later.FirstUse,
            later.EndsInImpliedClose
        );

    /// <summary>
    /// Returns the part of the span before an instant that it reaches, ended there by an implied close (R8). Null if the
    /// span begins there.
    /// </summary>
    public ActivitySpan? Before(DateTimeOffset instant) =>
        First >= instant ? null
        : EndsInImpliedCloseAt(instant) ? this
        : new ActivitySpan(
            First,
            AtFirst,
            instant,
            SignalKinds.Closed,
            FirstUse < instant ? FirstUse : null,
            EndsInImpliedClose: true
        );

    private bool IsNotBefore(DateTimeOffset time) => EndsInImpliedClose ? time < Last : time <= Last;

    private static bool ProvesUse(SignalKinds kind) => (kind & SignalKinds.Use) != SignalKinds.None;
}
