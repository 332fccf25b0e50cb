namespace FlexFunctions.Domain;

/// <summary>When a team's tokens run out (R17, R20).</summary>
/// <param name="PerDay">The pace: tokens a day.</param>
/// <param name="RunsOutAt">When nothing is left to spend, now if that is so already; null if nothing is spent.</param>
public sealed record Forecast(decimal PerDay, DateTimeOffset? RunsOutAt)
{
    /// <summary>
    /// The forecast for what a team has now, at a pace. It burns down as charges do (R13), and what is unspent when it
    /// expires is lost; so more tokens never mean an earlier date.
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
                // As ticks, for a slow pace would last longer than dates go; it ends with the grant.
                var lasts = left.Value / perDay * TimeSpan.TicksPerDay;
                var until = (decimal)(grant.ExpiresAt - runsOut).Ticks;
                runsOut = lasts < until ? runsOut.AddTicks((long)lasts) : grant.ExpiresAt;
            }
        }

        return new Forecast(perDay, runsOut);
    }
}
