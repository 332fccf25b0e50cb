using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A page of a usage report (R20).</summary>
/// <param name="Account">The account.</param>
/// <param name="Team">The team; omitted for the whole account.</param>
/// <param name="From">The first day, <c>yyyy-MM-dd</c>.</param>
/// <param name="To">The last day.</param>
/// <param name="Zone">The time zone of the days.</param>
/// <param name="By">What the rows are grouped and sorted by.</param>
/// <param name="AsOf">The journal positions that the report is made at.</param>
/// <param name="Rows">The rows of this page.</param>
/// <param name="Total">The sum of all rows of the report.</param>
/// <param name="Continuation">Gets the next page at the same positions; omitted on the last page.</param>
public sealed record UsageBody(
    string Account,
    string? Team,
    string From,
    string To,
    string Zone,
    IReadOnlyList<string> By,
    IReadOnlyList<UsageBody.PositionBody> AsOf,
    IReadOnlyList<UsageBody.RowBody> Rows,
    UsageBody.RowBody Total,
    string? Continuation
)
{
    /// <summary>A position in the journal of a team.</summary>
    /// <param name="Team">The team.</param>
    /// <param name="Sequence">The sequence number of the last posting; 0 for none.</param>
    public sealed record PositionBody(string Team, long Sequence);

    /// <summary>The price of tokens in one currency.</summary>
    /// <param name="Cost">The exact amount.</param>
    /// <param name="Currency">ISO 4217 code.</param>
    public sealed record CostBody(decimal Cost, string Currency);

    /// <summary>A row: the dimensions that the report is grouped by, and its figures net of reversals.</summary>
    /// <param name="Day">The day; omitted, like the other dimensions, unless the report is grouped by it.</param>
    /// <param name="User">The user.</param>
    /// <param name="Product">The product.</param>
    /// <param name="Team">The team.</param>
    /// <param name="Windows">The number of windows.</param>
    /// <param name="Results">The number of results.</param>
    /// <param name="Tokens">The tokens.</param>
    /// <param name="CloudCredits">The cloud credits.</param>
    /// <param name="Cost">The exact price of the tokens; omitted if orders of several currencies paid.</param>
    /// <param name="Currency">The currency of the price; omitted without a price.</param>
    /// <param name="Costs">The prices by currency, if orders of several currencies paid.</param>
    public sealed record RowBody(
        string? Day,
        string? User,
        string? Product,
        string? Team,
        long Windows,
        long Results,
        Tokens Tokens,
        Tokens CloudCredits,
        decimal? Cost,
        string? Currency,
        IReadOnlyList<CostBody>? Costs
    )
    {
        /// <summary>Removes trailing zeros, which only tell how an amount was computed.</summary>
        private const decimal Shortest = 1.0000000000000000000000000000m;

        /// <summary>Returns the body of a row, or of a total.</summary>
        public static RowBody Of(UsageKey? key, UsageFigures figures)
        {
            var costs = figures.Costs.Select(cost => new CostBody(cost.Value / Shortest, cost.Key)).ToList();
            return new RowBody(
                key?.Day is { } day ? UsageQueryString.Format(day) : null,
                key?.User?.Value,
                key?.Product?.Value,
                key?.Team?.Value,
                figures.Windows,
                figures.Results,
                figures.Tokens,
                figures.CloudCredits,
                costs.Count > 1 ? null : costs.FirstOrDefault()?.Cost ?? 0,
                costs.Count == 1 ? costs[0].Currency : null,
                costs.Count > 1 ? costs : null
            );
        }
    }
}
