namespace FlexFunctions.Domain;

/// <summary>When a team's tokens run out (R17, R20).</summary>
/// <param name="PerDay">The pace in tokens per day.</param>
/// <param name="RunsOutAt">The first instant without usable tokens; null if the pace is zero.</param>
public sealed record Forecast(decimal PerDay, DateTimeOffset? RunsOutAt)
{
    /// <summary>
    /// Forecasts when the grants run out at a pace. They burn down as charges do (R13), and unspent tokens are lost when
    /// they expire, so more tokens never mean an earlier date.
    /// </summary>
    public static Forecast Of(GrantPool pool, decimal perDay, DateTimeOffset now)
    {
        if (perDay <= 0)
        {
            return new Forecast(0, null);
        }

        var runsOut = now;
        foreach (var (grant, left) in pool.SpendableAt(now))
        {
            if (grant.ExpiresAt > runsOut)
            {
                // In ticks, because at a slow pace the date would overflow; the expiry bounds it.
                var lasts = left.Value / perDay * TimeSpan.TicksPerDay;
                var until = (decimal)(grant.ExpiresAt - runsOut).Ticks;
                runsOut = lasts < until ? runsOut.AddTicks((long)lasts) : grant.ExpiresAt;
            }
        }

        return new Forecast(perDay, runsOut);
    }
}
