namespace FlexFunctions.Domain;

/// <summary>The payment method of an order (R11).</summary>
public enum PaymentMethod
{
    /// <summary>By card; the invoice is paid from the start.</summary>
    Card,

    /// <summary>By invoice, which is open at first.</summary>
    Invoice,
}
