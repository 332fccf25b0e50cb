namespace FlexFunctions.Domain;

/// <summary>
/// A chain of signals of one session, each at most the session timeout after the one before (R3), remembered by its ends
/// alone (R5): what lies between can not change what the chain proves.
/// </summary>
/// <param name="First">The instant of the first signal.</param>
/// <param name="AtFirst">The kinds seen there.</param>
/// <param name="Last">The instant of the last signal; equal to <paramref name="First"/> if there is but one instant.</param>
/// <param name="AtLast">The kinds seen there.</param>
/// <param name="FirstUse">
/// The instant of the first opened or heartbeat, from which the span proves use; null if it holds closed signals alone.
/// </param>
/// <param name="EndsInImpliedClose">
/// True if the span ends in a cut (R9): nothing at or after <paramref name="Last"/> is ever joined to it.
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
    /// <summary>A span of a single signal.</summary>
    public static ActivitySpan Of(SignalKinds kind, DateTimeOffset time) =>
        new(time, kind, time, kind, Proves(kind) ? time : null, EndsInImpliedClose: false);

    /// <summary>The span of an implied close: use up to this instant, and nothing joined across it (R9).</summary>
    public static ActivitySpan ImpliedClose(DateTimeOffset at) =>
        Of(SignalKinds.Closed, at) with
        {
            EndsInImpliedClose = true,
        };

    /// <summary>True if a signal at this time belongs into this span's span: between its ends, and before its cut.</summary>
    public bool Holds(DateTimeOffset time) => First <= time && IsNotBefore(time);

    /// <summary>True if a signal at this time lies after the span: later than its last signal, or at or after its cut.</summary>
    public bool IsBefore(DateTimeOffset time) => !IsNotBefore(time);

    /// <summary>True if the span's cut is at this instant.</summary>
    public bool EndsInImpliedCloseAt(DateTimeOffset time) => EndsInImpliedClose && Last == time;

    /// <summary>True if the instant lies strictly between the span's first and last signal.</summary>
    public bool Encloses(DateTimeOffset instant) => First < instant && instant < Last;

    /// <summary>True if a later span, or signal, at this time is joined to this one by the session timeout (R3).</summary>
    public bool JoinsTo(DateTimeOffset time, TimeSpan sessionTimeout) =>
        !EndsInImpliedClose && time - Last <= sessionTimeout;

    /// <summary>
    /// True if this span ends in an opened and a later one begins with a closed that still belongs to it (R3).
    /// </summary>
    public bool IsClosedBy(ActivitySpan later, TimeSpan lateness) =>
        !EndsInImpliedClose
        && AtLast.HasFlag(SignalKinds.Opened)
        && later.AtFirst.HasFlag(SignalKinds.Closed)
        && later.First - Last <= lateness;

    /// <summary>
    /// True if a heartbeat after the span goes on from it: its last signal is not a closed, and at most the session timeout
    /// earlier (R9).
    /// </summary>
    public bool ContinuesTo(DateTimeOffset time, TimeSpan sessionTimeout) =>
        Proves(AtLast) && JoinsTo(time, sessionTimeout);

    /// <summary>The span with one more signal inside its span; the same instance if that teaches nothing.</summary>
    public ActivitySpan With(SignalKinds kind, DateTimeOffset time)
    {
        var with = this with
        {
            AtFirst = time == First ? AtFirst | kind : AtFirst,
            AtLast = time == Last ? AtLast | kind : AtLast,
            FirstUse = Proves(kind) && !(FirstUse <= time) ? time : FirstUse,
        };
        return with == this ? this : with;
    }

    /// <summary>This span and a later one as one.</summary>
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
    /// The part of a span before an instant that it reaches, ended there by an implied close: what was seen from then on is
    /// forgotten (R8). Null if the span begins there.
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

    private static bool Proves(SignalKinds kind) => (kind & SignalKinds.Use) != SignalKinds.None;
}
