using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Simulation.Audit;

/// <summary>The effect of an event.</summary>
/// <param name="Account">The account after it.</param>
/// <param name="Code">Why it is rejected; null if it is not.</param>
/// <param name="Denied">Why it is denied; null if it is not.</param>
/// <param name="IsNews">True if anything must be written for it.</param>
internal sealed record Judged(Account Account, string? Code, string? Denied, bool IsNews);

/// <summary>R1–R10: the effect of usage events, by the reference model.</summary>
/// <param name="rule">The settings, prices and the time.</param>
/// <param name="overdue">Whether an overdue invoice is assumed to block the account.</param>
/// <param name="policy">The policy that is assumed.</param>
/// <param name="lines">Receives each line that must be posted.</param>
internal sealed class UsageJudge(Rule rule, bool overdue, Policy policy, List<string> lines)
{
    /// <summary>Judges an event.</summary>
    public Judged Judge(Account account, SentEvent sent, DateTimeOffset enqueued)
    {
        if (!account.Teams.TryGetValue(sent.Team, out var team))
        {
            return new Judged(account, "unknown-team", null, false);
        }

        var (user, key) = (Lines.Lower(sent.User), $"{sent.Source}\n{sent.Id}");
        if (sent.IsResult && account.Settled.Contains(key))
        {
            return new Judged(account, null, null, false);
        }

        var (meter, conditions) = (
            team.Meter(user, sent.Product),
            rule.For(sent.Product, policy.Denial(overdue, user, sent.Product))
        );
        var decision = sent.IsResult
            ? ReferenceRules.Result(
                meter,
                team.Grants,
                rule.Prices.Result(sent.Product, sent.Result, sent.Quantity, sent.Time),
                sent.Time,
                enqueued,
                conditions
            )
            : ReferenceRules.Signal(meter, team.Grants, sent.Signal, enqueued, conditions);
        if (Rejection(decision.Outcome, sent.IsResult) is { } rejection)
        {
            return new Judged(account, rejection, null, false);
        }

        if (decision.Outcome == ReferenceOutcome.Duplicate)
        {
            return new Judged(account, null, DenialCode(decision.DeniedBefore), false);
        }

        lines.AddRange(Lines.Of(sent, decision));
        account = account.With(
            sent.Team,
            team with
            {
                Grants = decision.Grants,
                Meters = team.Meters.SetItem((user, sent.Product), decision.Meter),
            }
        );
        account = sent.IsResult ? account with { Settled = account.Settled.Add(key) } : account;
        return new Judged(account, null, DenialCode(decision.Outcome), true);
    }

    /// <summary>The code of a denial; null for other outcomes.</summary>
    public static string? DenialCode(ReferenceOutcome? outcome) =>
        outcome switch
        {
            ReferenceOutcome.InsufficientTokens => "insufficient-tokens",
            ReferenceOutcome.PaymentOverdue => "payment-overdue",
            ReferenceOutcome.UserNotAssigned => "user-not-assigned",
            ReferenceOutcome.ProductNotAllowed => "product-not-allowed",
            _ => null,
        };

    private static string? Rejection(ReferenceOutcome outcome, bool isResult) =>
        outcome switch
        {
            ReferenceOutcome.InFuture => "event-in-future",
            ReferenceOutcome.TooLate => "event-too-late",
            ReferenceOutcome.NoRate => isResult ? "unknown-result" : "unknown-product",
            _ => null,
        };
}

/// <summary>The settings, the prices and the time by which everything is judged.</summary>
internal sealed record Rule(ReferenceOptions Options, PriceBook Prices, DateTimeOffset Now)
{
    public ReferenceConditions For(string product, ReferenceOutcome? denial) =>
        new(Options, Prices.Daily, product, denial, Now);
}
