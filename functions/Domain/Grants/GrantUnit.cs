namespace FlexFunctions.Domain;

/// <summary>The unit of a grant. Conservation holds for each unit separately (R18).</summary>
public enum GrantUnit
{
    /// <summary>Tokens, bought in orders (R11).</summary>
    Tokens,

    /// <summary>Cloud credits, granted by the vendor; they pay for results only (R7).</summary>
    CloudCredits,
}
