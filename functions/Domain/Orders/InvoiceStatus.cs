namespace FlexFunctions.Domain;

/// <summary>Where the invoice of an order stands (R16).</summary>
public enum InvoiceStatus
{
    /// <summary>Sent, not paid yet.</summary>
    Open,

    /// <summary>Paid.</summary>
    Paid,

    /// <summary>Not paid in time.</summary>
    Overdue,

    /// <summary>Withdrawn.</summary>
    Void,
}
