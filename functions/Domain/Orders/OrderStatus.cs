namespace FlexFunctions.Domain;

/// <summary>The status of an order.</summary>
public enum OrderStatus
{
    /// <summary>It has tokens left to spend.</summary>
    Active,

    /// <summary>All its tokens are spent.</summary>
    Exhausted,

    /// <summary>Its tokens have expired (R12).</summary>
    Expired,

    /// <summary>It was returned (R14).</summary>
    Returned,

    /// <summary>Its invoice is void (R16).</summary>
    Void,
}
