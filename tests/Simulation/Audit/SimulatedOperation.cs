namespace FlexFunctions.Simulation.Audit;

/// <summary>The kind of an operation.</summary>
internal enum OperationKind
{
    Usage,
    Call,
    Expire,
    Warn,
    Reconcile,
}

/// <summary>One operation of an instance: a batch of messages, an API call or a timer.</summary>
internal sealed class SimulatedOperation(OperationKind kind, int number, Random dice, DateTimeOffset begun)
{
    public OperationKind Kind => kind;

    /// <summary>The number of the operation in the run.</summary>
    public int Number => number;

    /// <summary>The random numbers that decide its faults.</summary>
    public Random Dice => dice;

    /// <summary>The true time of its beginning.</summary>
    public DateTimeOffset Begun => begun;

    /// <summary>The messages of a batch.</summary>
    public IReadOnlyList<SentMessage> Messages { get; init; } = [];

    /// <summary>The call.</summary>
    public AdminCall? Asked { get; init; }

    /// <summary>
    /// The events that commits of this operation wrote, with their enqueued times. The value is true if the operation also had a
    /// duplicate of the event.
    /// </summary>
    public Dictionary<(SentEvent Sent, DateTimeOffset EnqueuedAt), bool> Written { get; } = [];

    /// <summary>The version of each account when the operation began.</summary>
    public Dictionary<string, int> VersionsAtBegin { get; } = [];

    /// <summary>The number of commits that conflicted with another commit.</summary>
    public int Conflicts { get; set; }

    /// <summary>True after a commit carried out the call. Its answer must then be a success.</summary>
    public bool IsDone { get; set; }

    /// <inheritdoc/>
    public override string ToString() =>
        Asked is { } call ? $"{number} {call.Kind} {call.Account}/{call.Team} {call.Key}" : $"{number} {kind}";
}
