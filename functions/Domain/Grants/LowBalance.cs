namespace FlexFunctions.Domain;

/// <summary>When a balance is low (R17).</summary>
public static class LowBalance
{
    /// <summary>The percentage of what was usable right after the last grant came, unless a team chose otherwise.</summary>
    public const decimal DefaultPercent = 20;

    /// <summary>The threshold, exact: a balance below it is low.</summary>
    public static decimal Threshold(Tokens usableAfterLastGrant, decimal percent) =>
        usableAfterLastGrant.Value * percent / 100;
}
