namespace FlexFunctions.Simulation.Audit;

/// <summary>What a call of the API asks for.</summary>
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
}

/// <summary>A call of the API as it was made; what a kind of call does not have is left out.</summary>
internal sealed record AdminCall(CallKind Kind, string Account, string Team)
{
    /// <summary>The idempotency key; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The id of an order.</summary>
    public string Order { get; init; } = "";

    public string User { get; init; } = "";
    public string Product { get; init; } = "";
    public string Session { get; init; } = "";

    /// <summary>Where an order is to go; empty for a purchase without a team.</summary>
    public string To { get; init; } = "";

    /// <summary>Whole tokens, seats, or an amount of credits.</summary>
    public long Number { get; init; }

    /// <summary>How an order is paid, where an invoice is to stand, or what plan.</summary>
    public string Status { get; init; } = "";

    /// <summary>When credits expire, or a session begins.</summary>
    public DateTimeOffset Time { get; init; }

    public bool AssignedOnly { get; init; }

    /// <summary>The products that may be used; null for all.</summary>
    public IReadOnlyList<string>? Products { get; init; }

    public decimal? LowTokens { get; init; }
    public decimal? LowPercent { get; init; }
    public IReadOnlyList<string> Recipients { get; init; } = [];
}
