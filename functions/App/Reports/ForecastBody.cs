using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>When a team's tokens run out (R20).</summary>
/// <param name="Team">The team.</param>
/// <param name="At">The instant of the forecast.</param>
/// <param name="Tokens">What can be spent.</param>
/// <param name="PerDay">The pace of the last 14 days, tokens a day.</param>
/// <param name="RunsOutAt">When nothing is left at that pace, expiries counted; left out if nothing is spent.</param>
/// <param name="Days">What was spent of late by UTC day of posting; a day without is left out.</param>
public sealed record ForecastBody(
    string Team,
    DateTimeOffset At,
    Tokens Tokens,
    decimal PerDay,
    DateTimeOffset? RunsOutAt,
    IReadOnlyList<ForecastBody.DayBody> Days
)
{
    /// <summary>A day.</summary>
    /// <param name="Day">UTC.</param>
    /// <param name="Tokens">Tokens drawn, less those given back.</param>
    public sealed record DayBody(DateOnly Day, Tokens Tokens);

    /// <summary>The forecast of a team.</summary>
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
