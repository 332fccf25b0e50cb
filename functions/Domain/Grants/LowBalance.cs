namespace FlexFunctions.Domain;

/// <summary>The low-balance threshold (R17): a percentage of the usable tokens right after the last grant, or a number.</summary>
/// <param name="Percent">0 to 100; null if <paramref name="Tokens"/> is set.</param>
/// <param name="Tokens">An absolute number; null if <paramref name="Percent"/> is set.</param>
public sealed record LowBalance(decimal? Percent, Tokens? Tokens)
{
    /// <summary>The default: 20 %.</summary>
    public static readonly LowBalance Default = new(20, null);

    /// <summary>Returns the exact threshold; a balance below it is low.</summary>
    /// <param name="usableAfterLastGrant">The usable tokens right after the last grant.</param>
    public decimal Threshold(Tokens usableAfterLastGrant) =>
        Tokens is { } tokens ? tokens.Value : usableAfterLastGrant.Value * Percent!.Value / 100;
}
