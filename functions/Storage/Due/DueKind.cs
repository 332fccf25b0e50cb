namespace FlexFunctions.Storage;

/// <summary>What becomes due, and who looks for it.</summary>
public enum DueKind
{
    /// <summary>A grant expires and must be taken off the books (R12).</summary>
    Expiry,

    /// <summary>An order expires 30 days later, of which its team is to be warned (R17).</summary>
    ExpiryWarning,

    /// <summary>A team may be low, or run out soon (R17).</summary>
    Warnable,

    /// <summary>A mail waits in the outbox.</summary>
    Mail,

    /// <summary>There is a ledger, which is checked each night; this is never done.</summary>
    Ledger,
}
