namespace FlexFunctions.Simulation.Audit;

/// <summary>What an instance does something for.</summary>
internal enum DeedKind
{
    Usage,
    Call,
    Expire,
    Warn,
    Reconcile,
}

/// <summary>One thing that an instance does, from its begin to its end or to the instance's.</summary>
internal sealed class SimulatedOperation(DeedKind kind, int number, Random dice, DateTimeOffset begun)
{
    public DeedKind Kind => kind;

    /// <summary>Its number in the run.</summary>
    public int Number => number;

    /// <summary>By which what goes wrong with it is drawn.</summary>
    public Random Dice => dice;

    /// <summary>When it began, in true time.</summary>
    public DateTimeOffset Begun => begun;

    /// <summary>The messages of a batch.</summary>
    public IReadOnlyList<SentMessage> Messages { get; init; } = [];

    /// <summary>The call.</summary>
    public AdminCall? Asked { get; init; }

    /// <summary>
    /// The events that commits of this deed wrote anything for, by when they were taken in; true if one came again besides,
    /// and that was nothing new.
    /// </summary>
    public Dictionary<(SentEvent Sent, DateTimeOffset EnqueuedAt), bool> Written { get; } = [];

    /// <summary>How many commits each account had seen when it began.</summary>
    public Dictionary<string, int> VersionsAtBegin { get; } = [];

    /// <summary>True once a commit did what the call asked for: then its answer must say so.</summary>
    public bool IsDone { get; set; }

    /// <inheritdoc/>
    public override string ToString() =>
        Asked is { } call ? $"{number} {call.Kind} {call.Account}/{call.Team} {call.Key}" : $"{number} {kind}";
}
