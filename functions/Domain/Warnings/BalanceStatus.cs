namespace FlexFunctions.Domain;

/// <summary>How a team stands: what it can spend, whether that is low, and how long it lasts (R17).</summary>
/// <param name="Usable">What can be spent.</param>
/// <param name="LowBelow">The threshold below which that is low.</param>
/// <param name="IsLow">True if it is below the threshold, or nothing is left of what the team once had.</param>
/// <param name="Forecast">When it runs out.</param>
/// <param name="RunsOutSoon">
/// True if at its pace it lasts less than 7 days; what expires meanwhile is warned of by itself.
/// </param>
public sealed record BalanceStatus(Tokens Usable, decimal LowBelow, bool IsLow, Forecast Forecast, bool RunsOutSoon)
{
    /// <summary>What lasts fewer days than this runs out soon.</summary>
    public const int SoonDays = 7;

    /// <summary>How long before its expiry an order is warned of.</summary>
    public const int ExpiringDays = 30;

    /// <summary>How a team stands at an instant.</summary>
    /// <param name="head">The head of its journal.</param>
    /// <param name="pool">Its grants.</param>
    /// <param name="policy">Its policy, which names the threshold.</param>
    /// <param name="now">The instant.</param>
    public static BalanceStatus Of(TeamHeader head, GrantPool pool, TeamPolicy policy, DateTimeOffset now)
    {
        var usable = pool.UsableAt(now);
        var threshold = policy.LowBalance.Threshold(head.UsableAfterLastGrant);
        // A team that never had tokens has not fallen below anything.
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
