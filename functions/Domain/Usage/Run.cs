namespace FlexFunctions.Domain;

/// <summary>
/// A chain of signs of one session, each at most the session timeout after the one before (R3), remembered by its ends
/// alone (R5): what lies between can not change what the chain proves.
/// </summary>
/// <param name="First">The instant of the first sign.</param>
/// <param name="AtFirst">The kinds seen there.</param>
/// <param name="Last">The instant of the last sign; equal to <paramref name="First"/> if there is but one instant.</param>
/// <param name="AtLast">The kinds seen there.</param>
/// <param name="FirstUse">
/// The instant of the first opened or heartbeat, from which the run proves use; null if it holds closed signs alone.
/// </param>
/// <param name="CutFollows">
/// True if the run ends in a cut (R9): nothing at or after <paramref name="Last"/> is ever joined to it.
/// </param>
public sealed record Run(
    DateTimeOffset First,
    SignKinds AtFirst,
    DateTimeOffset Last,
    SignKinds AtLast,
    DateTimeOffset? FirstUse,
    bool CutFollows
)
{
    /// <summary>A run of a single sign.</summary>
    public static Run Of(SignKinds kind, DateTimeOffset time) =>
        new(time, kind, time, kind, Proves(kind) ? time : null, CutFollows: false);

    /// <summary>The run of an implied close: use up to this instant, and nothing joined across it (R9).</summary>
    public static Run Cut(DateTimeOffset at) => Of(SignKinds.Closed, at) with { CutFollows = true };

    /// <summary>True if a sign at this time belongs into this run's span: between its ends, and before its cut.</summary>
    public bool Spans(DateTimeOffset time) => First <= time && IsNotBefore(time);

    /// <summary>True if a sign at this time lies after the run: later than its last sign, or at or after its cut.</summary>
    public bool IsBefore(DateTimeOffset time) => !IsNotBefore(time);

    /// <summary>True if the run's cut is at this instant.</summary>
    public bool EndsInCutAt(DateTimeOffset time) => CutFollows && Last == time;

    /// <summary>True if the instant lies strictly between the run's first and last sign.</summary>
    public bool Encloses(DateTimeOffset instant) => First < instant && instant < Last;

    /// <summary>True if a later run, or sign, at this time is joined to this one by the session timeout (R3).</summary>
    public bool JoinsTo(DateTimeOffset time, TimeSpan sessionTimeout) => !CutFollows && time - Last <= sessionTimeout;

    /// <summary>
    /// True if this run ends in an opened and a later one begins with a closed that still belongs to it (R3).
    /// </summary>
    public bool OpenedUntil(Run later, TimeSpan lateness) =>
        !CutFollows
        && AtLast.HasFlag(SignKinds.Opened)
        && later.AtFirst.HasFlag(SignKinds.Closed)
        && later.First - Last <= lateness;

    /// <summary>
    /// True if a heartbeat after the run goes on from it: its last sign is not a closed, and at most the session timeout
    /// earlier (R9).
    /// </summary>
    public bool GoesOnTo(DateTimeOffset time, TimeSpan sessionTimeout) =>
        Proves(AtLast) && JoinsTo(time, sessionTimeout);

    /// <summary>The run with one more sign inside its span; the same instance if that teaches nothing.</summary>
    public Run With(SignKinds kind, DateTimeOffset time)
    {
        var with = this with
        {
            AtFirst = time == First ? AtFirst | kind : AtFirst,
            AtLast = time == Last ? AtLast | kind : AtLast,
            FirstUse = Proves(kind) && !(FirstUse <= time) ? time : FirstUse,
        };
        return with == this ? this : with;
    }

    /// <summary>This run and a later one as one.</summary>
    public Run Then(Run later) =>
        new(
            First,
            First == later.First ? AtFirst | later.AtFirst : AtFirst,
            later.Last,
            Last == later.Last ? AtLast | later.AtLast : later.AtLast,
            FirstUse ?? later.FirstUse,
            later.CutFollows
        );

    /// <summary>
    /// The part of a run before an instant that it reaches, ended there by an implied close: what was seen from then on is
    /// forgotten (R8). Null if the run begins there.
    /// </summary>
    public Run? Before(DateTimeOffset instant) =>
        First >= instant ? null
        : EndsInCutAt(instant) ? this
        : new Run(First, AtFirst, instant, SignKinds.Closed, FirstUse < instant ? FirstUse : null, CutFollows: true);

    private bool IsNotBefore(DateTimeOffset time) => CutFollows ? time < Last : time <= Last;

    private static bool Proves(SignKinds kind) => (kind & SignKinds.Use) != SignKinds.None;
}
