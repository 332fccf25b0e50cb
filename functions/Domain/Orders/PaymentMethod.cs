namespace FlexFunctions.Domain;

/// <summary>How an order is paid (R11): by card at once, or by invoice.</summary>
public enum PaymentMethod
{
    /// <summary>By card: its invoice is paid from the start.</summary>
    Card,

    /// <summary>By invoice: open from the start.</summary>
    Invoice,
}
