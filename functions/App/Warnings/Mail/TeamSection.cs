using System.Collections.Immutable;

namespace FlexFunctions.App;

/// <summary>The section of a letter about one team. HTML and plain text show the same section.</summary>
/// <param name="Headline">The team's situation in one line.</param>
/// <param name="Facts">Names and values: tokens left, threshold, pace, when the tokens run out.</param>
/// <param name="Expiring">A line for each order that expires soon, and what to do about it.</param>
/// <param name="ToBuy">The proposed purchase.</param>
/// <param name="JournalHead">The hash of the journal's last block.</param>
/// <param name="Chart">The burn-down chart; null if the letter has enough charts.</param>
/// <param name="ChartText">The alternative text of the chart.</param>
internal sealed record TeamSection(
    string Headline,
    ImmutableArray<KeyValuePair<string, string>> Facts,
    ImmutableArray<string> Expiring,
    ImmutableArray<string> ToBuy,
    string JournalHead,
    LetterImage? Chart,
    string ChartText
)
{
    private const int MostOrders = 10;
    private const decimal LongestDays = 365;

    /// <summary>Composes the section of a team.</summary>
    /// <param name="team">The team.</param>
    /// <param name="at">The instant of the figures.</param>
    /// <param name="chart">The content id of the chart; null for no chart.</param>
    public static TeamSection Of(WarnedTeam team, DateTimeOffset at, string? chart)
    {
        var burnDown = BurnDown.Of(team, at);
        return new TeamSection(
            WarningSubject.Of(team, at, team.Team.Value),
            [
                Fact("Tokens left", English.Number(team.BalanceStatus.Usable.Value)),
                Fact("Threshold", English.Number(team.BalanceStatus.LowBelow)),
                Fact("Pace", English.PerDay(team.BalanceStatus.Forecast.PerDay)),
                Fact("Runs out", RunsOut(team, at)),
            ],
            [.. ExpiringLines(team, burnDown)],
            [.. ToBuyLines(team)],
            team.JournalHead.Value,
            chart is null ? null : new LetterImage(chart, BurnDownChart.Png(team, burnDown, at)),
            DescribeChart(team, at)
        );
    }

    /// <summary>States when a team's tokens run out.</summary>
    public static string RunsOut(WarnedTeam team, DateTimeOffset at) =>
        !team.BalanceStatus.Usable.IsPositive ? "already empty"
        : team.BalanceStatus.Forecast.RunsOutAt is { } end ? $"about {English.Instant(end)}, {English.Ahead(end - at)}"
        : "not at the current pace";

    private static KeyValuePair<string, string> Fact(string what, string howMuch) => new(what, howMuch);

    private static IEnumerable<string> ExpiringLines(WarnedTeam team, BurnDown burnDown)
    {
        foreach (var order in team.Expiring.Take(MostOrders))
        {
            var lost = Math.Round(burnDown.LostOf(order.Order), 2);
            yield return $"{English.Tokens(order.Left.Value)} of order {order.Order} {English.Agree(order.Left.Value, "expire")} on "
                + English.Instant(order.ExpiresAt)
                + (
                    lost >= order.Left.Value ? ", unused at the current pace."
                    : lost > 0 ? $", about {English.Number(lost)} of them unused at the current pace."
                    : ", but will be used before then at the current pace."
                );
        }

        if (team.Expiring.Count > MostOrders)
        {
            var more = team.Expiring.Skip(MostOrders).ToList();
            yield return $"{English.Count(more.Count, "more order")} with "
                + $"{English.Tokens(more.Sum(order => order.Left.Value))} {English.Agree(more.Count, "expire")} by "
                + $"{English.Instant(more[^1].ExpiresAt)}.";
        }

        if (team.Expiring.Count > 0)
        {
            yield return "Until an order expires, you can move all that is left of it to another team.";
        }
    }

    private static IEnumerable<string> ToBuyLines(WarnedTeam team)
    {
        if (team.Quote is not { } quote)
        {
            yield break;
        }

        var pace = team.BalanceStatus.Forecast.PerDay;
        // Tokens expire after a year, however slow the pace is.
        var lasts =
            pace > 0
                ? $"last about {English.Count(Math.Floor(Math.Min(LongestDays, quote.Tokens / pace)), "day")} at the current pace and "
                : "";
        yield return $"{English.Tokens(quote.Tokens)} {lasts}cost "
            + $"{English.Money(quote.Total, quote.Currency)} ({English.Money(quote.UnitPrice, quote.Currency)} each, "
            + $"price in {quote.Country}).";
        if (quote.Cheaper is { } cheaper)
        {
            yield return $"Cheaper: {English.Tokens(cheaper.Tokens)} cost {English.Money(cheaper.Total, quote.Currency)} "
                + $"({English.Money(cheaper.UnitPrice, quote.Currency)} each), "
                + $"{English.Money(cheaper.Saves, quote.Currency)} less.";
        }
    }

    private static string DescribeChart(WarnedTeam team, DateTimeOffset at)
    {
        var days = BurnDownChart.SpentDays(team, at);
        var most = days.MaxBy(day => day.Value);
        return $"Chart of {team.Team}. Tokens left: {English.Number(team.BalanceStatus.Usable.Value)}; runs out: {RunsOut(team, at)}. "
            + $"Used in the last {days.Count} days: {English.Tokens(days.Sum(day => day.Value))}"
            + (most.Value > 0 ? $", most on {English.Day(most.Key)}: {English.Tokens(most.Value)}." : ".");
    }
}
