namespace FlexFunctions.Domain;

/// <summary>The kind of a usage signal; combined, the kinds that one session sent at one instant.</summary>
[Flags]
public enum SignalKinds
{
    /// <summary>No signal.</summary>
    None = 0,

    /// <summary>The product was opened and signed in to.</summary>
    Opened = 1,

    /// <summary>The product was in use.</summary>
    Heartbeat = 2,

    /// <summary>The product was closed. It ends use, and alone proves none (R3).</summary>
    Closed = 4,

    /// <summary>The kinds that prove use at their own instant (R3).</summary>
    Use = Opened | Heartbeat,
}
