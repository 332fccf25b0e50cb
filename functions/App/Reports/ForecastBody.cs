using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>The forecast of when a team's tokens run out (R20).</summary>
/// <param name="Team">The team.</param>
/// <param name="At">The instant of the forecast.</param>
/// <param name="Tokens">The tokens that can be spent.</param>
/// <param name="PerDay">The pace of the last 14 days, in tokens per day.</param>
/// <param name="RunsOutAt">When the tokens run out at that pace, including expiries; omitted if nothing is spent.</param>
/// <param name="Days">The tokens spent recently, by UTC day of posting. Days without spending are omitted.</param>
public sealed record ForecastBody(
    string Team,
    DateTimeOffset At,
    Tokens Tokens,
    decimal PerDay,
    DateTimeOffset? RunsOutAt,
    IReadOnlyList<ForecastBody.DayBody> Days
)
{
    /// <summary>The spending of one day.</summary>
    /// <param name="Day">The day in UTC.</param>
    /// <param name="Tokens">The tokens charged, minus the tokens given back.</param>
    public sealed record DayBody(DateOnly Day, Tokens Tokens);

    /// <summary>Returns the forecast of a team.</summary>
    public static ForecastBody Of(TeamId team, DateTimeOffset at, BalanceStatus status, SpendHistory history) =>
        new(
            team.Value,
            at,
            status.Usable,
            decimal.Round(status.Forecast.PerDay, 3, MidpointRounding.AwayFromZero),
            status.Forecast.RunsOutAt,
            [.. history.Days.Select(day => new DayBody(day.Key, day.Value))]
        );
}
