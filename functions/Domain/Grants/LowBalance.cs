namespace FlexFunctions.Domain;

/// <summary>When a balance is low (R17): below a percentage of what was usable right after the last grant, or a number.</summary>
/// <param name="Percent">0 to 100; null if <paramref name="Tokens"/> says it.</param>
/// <param name="Tokens">An absolute number; null if <paramref name="Percent"/> says it.</param>
public sealed record LowBalance(decimal? Percent, Tokens? Tokens)
{
    /// <summary>What holds unless a team chose otherwise: 20 %.</summary>
    public static readonly LowBalance Default = new(20, null);

    /// <summary>The threshold, exact: a balance below it is low.</summary>
    /// <param name="usableAfterLastGrant">What was usable right after the last grant came.</param>
    public decimal Threshold(Tokens usableAfterLastGrant) =>
        Tokens is { } tokens ? tokens.Value : usableAfterLastGrant.Value * Percent!.Value / 100;
}
