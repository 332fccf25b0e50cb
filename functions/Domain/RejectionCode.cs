namespace FlexFunctions.Domain;

/// <summary>The stable codes of rejections.</summary>
public static class RejectionCode
{
    /// <summary>The message is not a usage event.</summary>
    public const string MalformedEvent = "malformed-event";

    /// <summary>The event is older than the lateness allows (R5).</summary>
    public const string EventTooLate = "event-too-late";

    /// <summary>The event lies in the future (R5).</summary>
    public const string EventInFuture = "event-in-future";

    /// <summary>The product has no daily rate in effect (R6).</summary>
    public const string UnknownProduct = "unknown-product";

    /// <summary>Nobody has named the team (R10).</summary>
    public const string UnknownTeam = "unknown-team";

    /// <summary>More orders paid for the windows that an event moves than one commit can change.</summary>
    public const string TooManyPayments = "too-many-payments";

    /// <summary>The usable balance is less than the rate (R9).</summary>
    public const string InsufficientTokens = "insufficient-tokens";

    /// <summary>An order has 1 to 1,000,000 whole tokens (R11).</summary>
    public const string QuantityOutOfRange = "quantity-out-of-range";

    /// <summary>No price list in effect has the country (R11).</summary>
    public const string NotAvailableInCountry = "not-available-in-country";

    /// <summary>The team has the most orders with tokens left that it may have (R11).</summary>
    public const string TooManyOrders = "too-many-orders";

    /// <summary>The idempotency key was used for another request (R11).</summary>
    public const string IdempotencyKeyReused = "idempotency-key-reused";

    /// <summary>The kind of result has no rate in effect (R7).</summary>
    public const string UnknownResult = "unknown-result";

    /// <summary>An overdue invoice blocks the account (R9, R16).</summary>
    public const string PaymentOverdue = "payment-overdue";

    /// <summary>The team's policy requires assignment, and the user is not assigned (R9).</summary>
    public const string UserNotAssigned = "user-not-assigned";

    /// <summary>The team's policy does not list the product (R9).</summary>
    public const string ProductNotAllowed = "product-not-allowed";

    /// <summary>All seats sold are held (R8).</summary>
    public const string NoSeatLeft = "no-seat-left";

    /// <summary>The seat of a user was given and taken too often within the meter's memory (R8).</summary>
    public const string TooManySeatChanges = "too-many-seat-changes";

    /// <summary>More seats are held than would be sold (R8).</summary>
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

    /// <summary>The invoice must not change to that status (R16).</summary>
    public const string InvalidTransition = "invalid-transition";

    /// <summary>The team's ledger does not add up; nothing is written to it until it is repaired.</summary>
    public const string LedgerBroken = "ledger-broken";

    /// <summary>Deciding the event failed for an unexpected reason, at each of many deliveries of its message.</summary>
    public const string ProcessingFailed = "processing-failed";
}
