using FlexFunctions.Domain.Tests.Model;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>The product's answers in the words of the slow model.</summary>
internal static class Answers
{
    public static (SlowOutcome Outcome, SlowOutcome? DeniedBefore) Of(UsageOutcome outcome) =>
        outcome switch
        {
            UsageOutcome.Counted => (SlowOutcome.Counted, null),
            UsageOutcome.NothingNew { DeniedFor: null } => (SlowOutcome.NothingNew, null),
            UsageOutcome.NothingNew { DeniedFor: { } reason } => (SlowOutcome.NothingNew, Denied(reason)),
            UsageOutcome.Denied { Reason: var reason } => (Denied(reason), null),
            UsageOutcome.Refused { Rejection.Code: RejectionCode.EventTooLate } => (SlowOutcome.TooLate, null),
            UsageOutcome.Refused { Rejection.Code: RejectionCode.EventInFuture } => (SlowOutcome.InFuture, null),
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

    private static SlowOutcome Denied(string reason) =>
        reason switch
        {
            RejectionCode.InsufficientTokens => SlowOutcome.Denied,
            RejectionCode.PaymentOverdue => SlowOutcome.DeniedOverdue,
            RejectionCode.UserNotAssigned => SlowOutcome.DeniedUser,
            RejectionCode.ProductNotAllowed => SlowOutcome.DeniedProduct,
            _ => throw new InvalidOperationException($"Unexpected reason {reason}"),
        };
}
