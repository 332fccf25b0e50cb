namespace FlexFunctions.Domain;

/// <summary>The sales channel of an order (R11).</summary>
public enum SalesChannel
{
    /// <summary>By the vendor, online.</summary>
    Online,

    /// <summary>By a partner.</summary>
    Partner,
}
