namespace FlexFunctions.Domain;

/// <summary>The plan of a team, set by the vendor. It is shown, and decides nothing (R8).</summary>
public enum Plan
{
    /// <summary>Unless the vendor set another.</summary>
    Standard,

    /// <summary>Premium.</summary>
    Premium,
}
