namespace FlexFunctions.Domain;

/// <summary>What a grant is of. Conservation holds for each unit by itself (R18).</summary>
public enum GrantUnit
{
    /// <summary>Tokens, bought in orders (R11).</summary>
    Tokens,

    /// <summary>Cloud credits, given by the vendor; they pay results alone (R7).</summary>
    CloudCredits,
}
