namespace FlexFunctions.Domain;

/// <summary>Through whom an order was sold (R11).</summary>
public enum SalesChannel
{
    /// <summary>By the vendor, online.</summary>
    Online,

    /// <summary>By a partner.</summary>
    Partner,
}
