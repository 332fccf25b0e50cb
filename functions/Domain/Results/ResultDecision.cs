namespace FlexFunctions.Domain;

/// <summary>
/// What the event of a result comes to (R7): charged once, or denied once; both settle it for ever.
/// </summary>
/// <param name="Outcome">What became of the event.</param>
/// <param name="Meter">The meter after it; the same instance if no declined line is due.</param>
/// <param name="Pool">The grants after it; the same instance if nothing was drawn.</param>
/// <param name="Charge">What is charged, if it is.</param>
/// <param name="PostsDeclined">True if a declined line is due (R9).</param>
public sealed record ResultDecision(
    UsageOutcome Outcome,
    Meter Meter,
    GrantPool Pool,
    ResultCharge? Charge,
    bool PostsDeclined
)
{
    /// <summary>Decides the event of a result that is not settled yet.</summary>
    /// <param name="meter">The meter of its user and product, for the declined lines.</param>
    /// <param name="pool">The team's grants.</param>
    /// <param name="usage">The event.</param>
    /// <param name="admission">What invoices and policy say.</param>
    /// <param name="terms">The settings.</param>
    /// <param name="rates">The rate card.</param>
    /// <param name="now">The instant at which what is usable is judged (R13).</param>
    public static ResultDecision Of(
        Meter meter,
        GrantPool pool,
        ResultEvent usage,
        Admission admission,
        MeteringOptions terms,
        RateCard rates,
        DateTimeOffset now
    )
    {
        if (terms.TimeRejection(usage.Time, usage.EnqueuedAt) is { } untimely)
        {
            return Refused(untimely);
        }

        if (rates.At(usage.Product, usage.Result, usage.Time) is not { } rate)
        {
            return Refused(
                new Rejection(
                    RejectionCode.UnknownResult,
                    $"Result '{usage.Result}' of product '{usage.Product}' has no rate in effect at {usage.Time:O}.",
                    "result"
                )
            );
        }

        if (admission.Denial(usage.User, usage.Product) is { } reason)
        {
            return Denied(reason);
        }

        return Paid(GrantUnit.CloudCredits) ?? Paid(GrantUnit.Tokens) ?? Denied(RejectionCode.InsufficientTokens);

        ResultDecision? Paid(GrantUnit unit)
        {
            var cost = rate.Cost(usage.Quantity, unit);
            return pool.Draw(cost, now, unit) is var (left, drawn)
                ? new ResultDecision(
                    new UsageOutcome.Accepted(),
                    meter,
                    left,
                    new ResultCharge(usage.Result, usage.Quantity, unit, cost, drawn),
                    false
                )
                : null;
        }

        ResultDecision Refused(Rejection rejection) =>
            new(new UsageOutcome.Refused(rejection), meter, pool, null, false);

        ResultDecision Denied(string why)
        {
            var declines = meter.PostsDeclinedAt(usage.Time);
            var after = declines ? meter.WithDeclinedAt(usage.Time).Forget(usage.EnqueuedAt, terms) : meter;
            return new ResultDecision(new UsageOutcome.Denied(why), after, pool, null, declines);
        }
    }
}
