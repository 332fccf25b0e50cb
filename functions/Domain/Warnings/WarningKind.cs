namespace FlexFunctions.Domain;

/// <summary>What a team's recipients are warned of (R17).</summary>
public enum WarningKind
{
    /// <summary>What can be spent fell below the team's threshold.</summary>
    LowBalance,

    /// <summary>An order has unspent tokens and expires within 30 days.</summary>
    Expiring,

    /// <summary>At the pace of late, what can be spent lasts less than 7 days.</summary>
    RunOut,
}
