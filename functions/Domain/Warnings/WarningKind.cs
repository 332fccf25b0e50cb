namespace FlexFunctions.Domain;

/// <summary>The kinds of warnings to a team's recipients (R17).</summary>
public enum WarningKind
{
    /// <summary>The usable tokens fell below the team's threshold.</summary>
    LowBalance,

    /// <summary>An order has unspent tokens and expires within 30 days.</summary>
    Expiring,

    /// <summary>At the current pace, the usable tokens last less than 7 days.</summary>
    RunOut,
}
