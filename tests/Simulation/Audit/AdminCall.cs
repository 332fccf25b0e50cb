namespace FlexFunctions.Simulation.Audit;

/// <summary>The kind of an API call.</summary>
internal enum CallKind
{
    Buy,
    Credits,
    Move,
    Return,
    Invoice,
    Policy,
    Assign,
    Unassign,
    Plan,
    Sell,
    Give,
    Take,
    Start,
    Check,
    Balance,
    PastBalance,
    Export,
}

/// <summary>An API call. Properties that a kind of call does not need have their defaults.</summary>
internal sealed record AdminCall(CallKind Kind, string Account, string Team)
{
    /// <summary>The idempotency key; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The id of an order.</summary>
    public string Order { get; init; } = "";

    public string User { get; init; } = "";
    public string Product { get; init; } = "";
    public string Session { get; init; } = "";

    /// <summary>The team that an order is bought for or moved to; empty for none.</summary>
    public string To { get; init; } = "";

    /// <summary>The number of tokens, seats or credits.</summary>
    public long Number { get; init; }

    /// <summary>The payment of an order, the new status of an invoice, or the plan.</summary>
    public string Status { get; init; } = "";

    /// <summary>When credits expire or a session starts, or the instant of a past balance.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>True to ask for the balance at a boundary: when a block was posted or a grant expired, or just before.</summary>
    public bool AtBoundary { get; init; }

    public bool AssignedOnly { get; init; }

    /// <summary>The products that may be used; null for all.</summary>
    public IReadOnlyList<string>? Products { get; init; }

    public decimal? LowTokens { get; init; }
    public decimal? LowPercent { get; init; }
    public IReadOnlyList<string> Recipients { get; init; } = [];
}
