namespace FlexFunctions.Simulation.Audit;

/// <summary>
/// R17: when a balance is low or runs out soon. The rule's last 14 days are taken as UTC calendar days including today, by the
/// instants at which charges were posted.
/// </summary>
internal static class Alerts
{
    private const int PaceDays = 14;
    private const int SoonDays = 7;

    /// <summary>Returns whether a team's balance is low and whether it runs out soon.</summary>
    public static (bool Low, bool RunsOut) Of(Team team, DateTimeOffset now)
    {
        var usable = team.Usable(now) / 1000m;
        var threshold = team.Policy.LowTokens ?? (team.UsableAfterLastGrant / 1000m * team.Policy.LowPercent / 100);
        var low = team.UsableAfterLastGrant > 0 && (usable < threshold || usable == 0);
        if (team.FirstCharge is not { } first)
        {
            return (low, false);
        }

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var from = today.AddDays(1 - PaceDays);
        var spent = team.Spent.Where(day => day.Key >= from && day.Key <= today).Sum(day => day.Value) / 1000m;
        var since = new DateTimeOffset(from, TimeOnly.MinValue, TimeSpan.Zero);
        var days = Math.Max(1, (decimal)(now - (first > since ? first : since)).Ticks / TimeSpan.TicksPerDay);
        return (low, usable < Math.Max(0, spent) / days * SoonDays);
    }

    /// <summary>Updates a team after its money or policy changed: an alert that no longer holds is reset.</summary>
    public static Team After(Team team, DateTimeOffset now)
    {
        var (low, runsOut) = Of(team, now);
        return team with { WarnedLow = team.WarnedLow && low, WarnedRunOut = team.WarnedRunOut && runsOut };
    }
}
