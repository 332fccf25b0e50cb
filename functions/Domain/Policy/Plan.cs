namespace FlexFunctions.Domain;

/// <summary>The plan of a team, set by the vendor. It is informational (R8).</summary>
public enum Plan
{
    /// <summary>The default.</summary>
    Standard,

    /// <summary>Premium.</summary>
    Premium,
}
