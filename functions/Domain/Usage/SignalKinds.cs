namespace FlexFunctions.Domain;

/// <summary>The kind of a usage signal; together, the kinds seen at one instant of one session.</summary>
[Flags]
public enum SignalKinds
{
    /// <summary>Nothing was seen.</summary>
    None = 0,

    /// <summary>The product was opened, or signed in to.</summary>
    Opened = 1,

    /// <summary>The product was in use.</summary>
    Heartbeat = 2,

    /// <summary>The product was closed. It ends use, and alone proves none (R3).</summary>
    Closed = 4,

    /// <summary>The kinds that prove use at their own instant (R3).</summary>
    Use = Opened | Heartbeat,
}
