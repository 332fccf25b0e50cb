using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>Whether a user may use a product, as the API shows it (R9).</summary>
/// <param name="Decision"><c>allowed</c> or <c>denied</c>.</param>
/// <param name="Reason">Why it is denied.</param>
/// <param name="Tokens">What opening it costs now.</param>
/// <param name="WindowEnds">Until when that pays.</param>
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

    /// <summary>The answer to whoever asks.</summary>
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
