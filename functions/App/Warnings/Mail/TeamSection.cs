using System.Collections.Immutable;

namespace FlexFunctions.App;

/// <summary>What a letter says of one team; HTML and plain text say it alike.</summary>
/// <param name="Headline">The team in one line.</param>
/// <param name="Facts">How it stands: what, and how much.</param>
/// <param name="Expiring">A line for each order that expires soon, and what can be done.</param>
/// <param name="ToBuy">What to buy, in sentences.</param>
/// <param name="JournalHead">The hash of the journal's last block.</param>
/// <param name="Chart">The burn-down; null if there are charts enough.</param>
/// <param name="ChartSays">What the chart shows, in words.</param>
internal sealed record TeamSection(
    string Headline,
    ImmutableArray<KeyValuePair<string, string>> Facts,
    ImmutableArray<string> Expiring,
    ImmutableArray<string> ToBuy,
    string JournalHead,
    LetterImage? Chart,
    string ChartSays
)
{
    private const int MostOrders = 10;
    private const decimal LongestDays = 365;

    /// <summary>What is to be said of a team.</summary>
    /// <param name="team">The team.</param>
    /// <param name="at">When it stood so.</param>
    /// <param name="chart">What the chart is called in the letter; null for none.</param>
    public static TeamSection Of(WarnedTeam team, DateTimeOffset at, string? chart)
    {
        var burnDown = BurnDown.Of(team, at);
        return new TeamSection(
            WarningSubject.Of(team, at, team.Team.Value),
            [
                Fact("Tokens left", English.Number(team.BalanceStatus.Usable.Value)),
                Fact("Limit", English.Number(team.BalanceStatus.LowBelow)),
                Fact("Pace", English.PerDay(team.BalanceStatus.Forecast.PerDay)),
                Fact("Run out", RunsOut(team, at)),
            ],
            [.. ExpiringLines(team, burnDown)],
            [.. ToBuyLines(team)],
            team.JournalHead.Value,
            chart is null ? null : new LetterImage(chart, BurnDownChart.Png(team, burnDown, at)),
            ChartWords(team, at)
        );
    }

    /// <summary>When a team runs out.</summary>
    public static string RunsOut(WarnedTeam team, DateTimeOffset at) =>
        !team.BalanceStatus.Usable.IsPositive ? "nothing is left"
        : team.BalanceStatus.Forecast.RunsOutAt is { } end ? $"about {English.Instant(end)}, {English.Ahead(end - at)}"
        : "not at this pace";

    private static KeyValuePair<string, string> Fact(string what, string howMuch) => new(what, howMuch);

    private static IEnumerable<string> ExpiringLines(WarnedTeam team, BurnDown burnDown)
    {
        foreach (var order in team.Expiring.Take(MostOrders))
        {
            var lost = Math.Round(burnDown.LostOf(order.Order), 2);
            yield return $"{English.Tokens(order.Left.Value)} of order {order.Order} expire on "
                + English.Instant(order.ExpiresAt)
                + (
                    lost >= order.Left.Value ? "; at this pace all of them are lost."
                    : lost > 0 ? $"; at this pace about {English.Number(lost)} of them are lost."
                    : "; at this pace they are spent before."
                );
        }

        if (team.Expiring.Count > MostOrders)
        {
            var more = team.Expiring.Skip(MostOrders).ToList();
            yield return $"{English.Count(more.Count, "more order")} with "
                + $"{English.Tokens(more.Sum(order => order.Left.Value))} expire by {English.Instant(more[^1].ExpiresAt)}.";
        }

        if (team.Expiring.Count > 0)
        {
            yield return "Until then an order can be moved, whole, to a team that needs it.";
        }
    }

    private static IEnumerable<string> ToBuyLines(WarnedTeam team)
    {
        if (team.Quote is not { } quote)
        {
            yield break;
        }

        var pace = team.BalanceStatus.Forecast.PerDay;
        // Tokens expire in a year, however slowly they are spent.
        var lasts =
            pace > 0
                ? $"last about {English.Count(Math.Floor(Math.Min(LongestDays, quote.Tokens / pace)), "day")} at this pace and "
                : "";
        yield return $"{English.Tokens(quote.Tokens)} {lasts}cost "
            + $"{English.Money(quote.Total, quote.Currency)} ({English.Money(quote.UnitPrice, quote.Currency)} each, "
            + $"price for {quote.Country}).";
        if (quote.Cheaper is { } cheaper)
        {
            yield return $"Cheaper: {English.Tokens(cheaper.Tokens)} cost {English.Money(cheaper.Total, quote.Currency)} "
                + $"({English.Money(cheaper.UnitPrice, quote.Currency)} each), "
                + $"{English.Money(cheaper.Saves, quote.Currency)} less.";
        }
    }

    private static string ChartWords(WarnedTeam team, DateTimeOffset at)
    {
        var days = BurnDownChart.SpentDays(team, at);
        var most = days.MaxBy(day => day.Value);
        return $"Chart of {team.Team}. Left now: {English.Tokens(team.BalanceStatus.Usable.Value)}; run out: {RunsOut(team, at)}. "
            + $"Spent in the last {days.Count} days: {English.Tokens(days.Sum(day => day.Value))}"
            + (most.Value > 0 ? $", most on {English.Day(most.Key)}: {English.Tokens(most.Value)}." : ".");
    }
}
