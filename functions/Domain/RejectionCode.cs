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

    /// <summary>The kind of result has no rate in effect (R7).</summary>
    public const string UnknownResult = "unknown-result";

    /// <summary>An overdue invoice blocks the account (R9, R16).</summary>
    public const string PaymentOverdue = "payment-overdue";

    /// <summary>The team's policy demands that users are assigned, and this one is not (R9).</summary>
    public const string UserNotAssigned = "user-not-assigned";

    /// <summary>The team's policy does not list the product (R9).</summary>
    public const string ProductNotAllowed = "product-not-allowed";

    /// <summary>All seats that were sold are held (R8).</summary>
    public const string NoSeatLeft = "no-seat-left";

    /// <summary>More seats are held than there would be (R8).</summary>
    public const string SeatsInUse = "seats-in-use";

    /// <summary>The account has no such order.</summary>
    public const string OrderNotFound = "order-not-found";

    /// <summary>The order is spent, expired, returned or void (R14, R15).</summary>
    public const string OrderNotActive = "order-not-active";

    /// <summary>The order was bought more than 30 days ago (R14).</summary>
    public const string ReturnWindowClosed = "return-window-closed";

    /// <summary>Nothing is left of the order (R14).</summary>
    public const string NothingToReturn = "nothing-to-return";

    /// <summary>The order is in that team already (R15).</summary>
    public const string SameTeam = "same-team";

    /// <summary>An invoice does not go from where it stands to there (R16).</summary>
    public const string InvalidTransition = "invalid-transition";

    /// <summary>The team's ledger does not add up; nothing is built on it until it is mended.</summary>
    public const string LedgerBroken = "ledger-broken";
}
