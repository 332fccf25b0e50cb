using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The decision on the event of a result (R7). A charge and a denial both settle the result for ever.</summary>
/// <param name="Outcome">What became of the event.</param>
/// <param name="ChangedMeter">The meter after the event; null unless a declined line is posted.</param>
/// <param name="Pool">The team's grants after the event.</param>
/// <param name="Postings">The lines for the team's journal.</param>
public sealed record ResultDecision(
    UsageOutcome Outcome,
    Meter? ChangedMeter,
    GrantPool Pool,
    ImmutableArray<Posting> Postings
)
{
    /// <summary>Decides the event of a result that is not settled yet.</summary>
    /// <param name="meter">The meter of the user and product, for the declined lines.</param>
    /// <param name="pool">The team's grants before the event.</param>
    /// <param name="usage">The event.</param>
    /// <param name="admission">The invoices and policy that apply to the user.</param>
    /// <param name="context">The options, rates and instant.</param>
    public static ResultDecision Of(
        Meter meter,
        GrantPool pool,
        ResultEvent usage,
        Admission admission,
        MeteringContext context
    )
    {
        if (context.Options.TimeRejection(usage.Time, usage.EnqueuedAt) is { } timeRejection)
        {
            return Refuse(timeRejection, pool);
        }

        if (context.Rates.At(usage.Product, usage.Result, usage.Time) is not { } rate)
        {
            return Refuse(UnknownResult(usage), pool);
        }

        if (admission.Denial(usage.User, usage.Product) is { } reason)
        {
            return Deny(reason, meter, pool, usage, context);
        }

        return Pay(GrantUnit.CloudCredits, rate, pool, usage, context)
            ?? Pay(GrantUnit.Tokens, rate, pool, usage, context)
            ?? Deny(RejectionCode.InsufficientTokens, meter, pool, usage, context);
    }

    private static ResultDecision Refuse(Rejection rejection, GrantPool pool) =>
        new(new UsageOutcome.Refused(rejection), null, pool, []);

    private static Rejection UnknownResult(ResultEvent usage) =>
        new(
            RejectionCode.UnknownResult,
            $"Result '{usage.Result}' of product '{usage.Product}' has no rate in effect at {usage.Time:O}.",
            "result"
        );

    /// <summary>Pays the whole result in one unit; null if the grants do not suffice.</summary>
    private static ResultDecision? Pay(
        GrantUnit unit,
        ResultRate rate,
        GrantPool pool,
        ResultEvent usage,
        MeteringContext context
    )
    {
        var cost = rate.Cost(usage.Quantity, unit);
        if (pool.Draw(cost, context.Now, unit) is not var (left, drawn))
        {
            return null;
        }

        var charge = new ResultCharge(usage.Result, usage.Quantity, unit, cost, drawn);
        var posting = new Posting.ResultCharged(usage.User, usage.Product, charge, usage.Time, usage.Event);
        return new ResultDecision(new UsageOutcome.Accepted(), null, left, [posting]);
    }

    private static ResultDecision Deny(
        string reason,
        Meter meter,
        GrantPool pool,
        ResultEvent usage,
        MeteringContext context
    )
    {
        var outcome = new UsageOutcome.Denied(reason);
        return meter.PostsDeclinedAt(usage.Time)
            ? new ResultDecision(
                outcome,
                meter.WithDeclinedAt(usage.Time).Forget(usage.EnqueuedAt, context.Options),
                pool,
                [usage.Declined(usage.Time, reason)]
            )
            : new ResultDecision(outcome, null, pool, []);
    }
}
