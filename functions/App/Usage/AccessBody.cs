using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>The answer of the API whether a user may use a product (R9).</summary>
/// <param name="Decision"><c>allowed</c> or <c>denied</c>.</param>
/// <param name="Reason">The stable code of the denial, if any.</param>
/// <param name="Tokens">The cost of opening it now.</param>
/// <param name="WindowEnds">The end of the window that pays for it, if any.</param>
public sealed record AccessBody(
    AccessBody.AccessDecision Decision,
    string? Reason,
    Tokens Tokens,
    DateTimeOffset? WindowEnds
)
{
    /// <summary>The two answers.</summary>
    public enum AccessDecision
    {
        /// <summary>The product may be used.</summary>
        Allowed,

        /// <summary>It may not.</summary>
        Denied,
    }

    /// <summary>Returns the answer for the decision on an opened event.</summary>
    public static ApiAnswer Answer(UsageSignalEvent opened, EventDecision decision)
    {
        if (decision.Outcome is UsageOutcome.Refused { Rejection: var rejection })
        {
            return new ApiAnswer.Refused(rejection);
        }

        var entitlement = Entitlement.Of(opened, decision);
        return ApiAnswer.Of(
            new AccessBody(
                entitlement.Allowed ? AccessDecision.Allowed : AccessDecision.Denied,
                entitlement.Reason,
                entitlement.Tokens,
                entitlement.WindowEnds
            )
        );
    }
}
