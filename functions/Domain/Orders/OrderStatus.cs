namespace FlexFunctions.Domain;

/// <summary>What can be done with an order.</summary>
public enum OrderStatus
{
    /// <summary>It has tokens to spend.</summary>
    Active,

    /// <summary>All of it is spent.</summary>
    Exhausted,

    /// <summary>Its year is over (R12).</summary>
    Expired,

    /// <summary>It was returned (R14).</summary>
    Returned,

    /// <summary>Its invoice was withdrawn (R16).</summary>
    Void,
}
