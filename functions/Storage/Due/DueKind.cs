namespace FlexFunctions.Storage;

/// <summary>The kinds of due work.</summary>
public enum DueKind
{
    /// <summary>A grant expires, and its expiry must be posted (R12).</summary>
    Expiry,

    /// <summary>An order expires in 30 days, and its team must be warned (R17).</summary>
    ExpiryWarning,

    /// <summary>A team's balance may be low, or run out soon (R17).</summary>
    Warnable,

    /// <summary>A mail in the outbox must be sent.</summary>
    Mail,

    /// <summary>A ledger, which is checked every night; this entry is never removed.</summary>
    Ledger,
}
