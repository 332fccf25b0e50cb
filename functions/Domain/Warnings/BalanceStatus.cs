namespace FlexFunctions.Domain;

/// <summary>The status of a team's balance: the usable tokens, whether they are low, and how long they last (R17).</summary>
/// <param name="Usable">The usable tokens.</param>
/// <param name="LowBelow">The low-balance threshold.</param>
/// <param name="IsLow">True if the usable tokens are below the threshold, or the team has used up all its tokens.</param>
/// <param name="Forecast">When the tokens run out.</param>
/// <param name="RunsOutSoon">
/// True if the tokens last less than 7 days at the current pace, not counting expiries, which have their own warning.
/// </param>
public sealed record BalanceStatus(Tokens Usable, decimal LowBelow, bool IsLow, Forecast Forecast, bool RunsOutSoon)
{
    /// <summary>Tokens that last fewer days than this run out soon.</summary>
    public const int SoonDays = 7;

    /// <summary>How many days before its expiry an order is warned of.</summary>
    public const int ExpiringDays = 30;

    /// <summary>Computes the status at an instant.</summary>
    /// <param name="head">The header of the team's ledger.</param>
    /// <param name="pool">Its grants.</param>
    /// <param name="policy">Its policy with the threshold.</param>
    /// <param name="now">The instant.</param>
    public static BalanceStatus Of(TeamHeader head, GrantPool pool, TeamPolicy policy, DateTimeOffset now)
    {
        var usable = pool.UsableAt(now);
        var threshold = policy.LowBalance.Threshold(head.UsableAfterLastGrant);
        // A team that never had tokens is not low.
        var had = head.UsableAfterLastGrant.IsPositive;
        var forecast = Forecast.Of(pool, head.Recent.Pace(head.FirstChargeAt, now), now);
        return new BalanceStatus(
            usable,
            threshold,
            had && (usable.Value < threshold || !usable.IsPositive),
            forecast,
            usable.Value < forecast.PerDay * SoonDays
        );
    }
}
