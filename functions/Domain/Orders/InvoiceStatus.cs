namespace FlexFunctions.Domain;

/// <summary>The status of an order's invoice (R16).</summary>
public enum InvoiceStatus
{
    /// <summary>Not paid yet.</summary>
    Open,

    /// <summary>Paid.</summary>
    Paid,

    /// <summary>Not paid in time; it blocks the account.</summary>
    Overdue,

    /// <summary>Withdrawn.</summary>
    Void,
}
