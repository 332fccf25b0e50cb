namespace FlexFunctions.Domain;

/// <summary>The stable codes of refusals that the rules name.</summary>
public static class RejectionCode
{
    /// <summary>The message is no usage event.</summary>
    public const string MalformedEvent = "malformed-event";

    /// <summary>The event is older than the lateness allows (R5).</summary>
    public const string EventTooLate = "event-too-late";

    /// <summary>The event lies in the future (R5).</summary>
    public const string EventInFuture = "event-in-future";

    /// <summary>The product has no daily rate in effect (R6).</summary>
    public const string UnknownProduct = "unknown-product";

    /// <summary>Nobody has named the team (R10).</summary>
    public const string UnknownTeam = "unknown-team";

    /// <summary>The meter remembers more than it can hold.</summary>
    public const string MeterFull = "meter-full";

    /// <summary>What can be spent is less than the rate (R9).</summary>
    public const string InsufficientTokens = "insufficient-tokens";

    /// <summary>An order has 1 to 1,000,000 whole tokens (R11).</summary>
    public const string QuantityOutOfRange = "quantity-out-of-range";

    /// <summary>The country is in no price list in effect (R11).</summary>
    public const string NotAvailableInCountry = "not-available-in-country";

    /// <summary>The team has as many orders with tokens left as it may (R11).</summary>
    public const string TooManyOrders = "too-many-orders";

    /// <summary>The idempotency key was used with another body (R11).</summary>
    public const string IdempotencyKeyReused = "idempotency-key-reused";
}
