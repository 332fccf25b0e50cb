namespace FlexFunctions.ReferenceModel;

/// <summary>The outcome of an event.</summary>
public enum ReferenceOutcome
{
    Accepted,
    Duplicate,
    InsufficientTokens,
    PaymentOverdue,
    UserNotAssigned,
    ProductNotAllowed,
    TooLate,
    InFuture,
    NoRate,
}
