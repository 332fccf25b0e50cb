using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>Translates outcomes of the product into those of the reference model.</summary>
internal static class Answers
{
    public static (ReferenceOutcome Outcome, ReferenceOutcome? DeniedBefore) Of(UsageOutcome outcome) =>
        outcome switch
        {
            UsageOutcome.Accepted => (ReferenceOutcome.Accepted, null),
            UsageOutcome.Duplicate { DeniedFor: null } => (ReferenceOutcome.Duplicate, null),
            UsageOutcome.Duplicate { DeniedFor: { } reason } => (ReferenceOutcome.Duplicate, Denied(reason)),
            UsageOutcome.Denied { Reason: var reason } => (Denied(reason), null),
            UsageOutcome.Refused { Rejection.Code: RejectionCode.EventTooLate } => (ReferenceOutcome.TooLate, null),
            UsageOutcome.Refused { Rejection.Code: RejectionCode.EventInFuture } => (ReferenceOutcome.InFuture, null),
            _ => throw new InvalidOperationException($"Unexpected outcome {outcome}"),
        };

    public static string Of(Purchase purchase) => (purchase as Purchase.Refused)?.Rejection.Code ?? "done";

    public static string Of(ReturnDecision decision) =>
        decision switch
        {
            ReturnDecision.Refused refused => refused.Rejection.Code,
            ReturnDecision.Known => "known",
            _ => "done",
        };

    public static string Of(MoveDecision decision) => (decision as MoveDecision.Refused)?.Rejection.Code ?? "done";

    public static string Of(InvoiceDecision decision) =>
        decision switch
        {
            InvoiceDecision.Refused refused => refused.Rejection.Code,
            InvoiceDecision.Unchanged => "known",
            _ => "done",
        };

    private static ReferenceOutcome Denied(string reason) =>
        reason switch
        {
            RejectionCode.InsufficientTokens => ReferenceOutcome.InsufficientTokens,
            RejectionCode.PaymentOverdue => ReferenceOutcome.PaymentOverdue,
            RejectionCode.UserNotAssigned => ReferenceOutcome.UserNotAssigned,
            RejectionCode.ProductNotAllowed => ReferenceOutcome.ProductNotAllowed,
            _ => throw new InvalidOperationException($"Unexpected reason {reason}"),
        };
}
