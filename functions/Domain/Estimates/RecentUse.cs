namespace FlexFunctions.Domain;

/// <summary>The use of a team on the last UTC days, scaled to a year: a fold over the blocks of its journal (R22).</summary>
/// <param name="today">The last day.</param>
/// <param name="days">The number of days; 1 to 365.</param>
public sealed class RecentUse(DateOnly today, int days)
{
    /// <summary>The days of a year.</summary>
    public const int DaysOfYear = 365;

    private readonly DateOnly _from = today.AddDays(1 - days);
    private readonly Dictionary<MeterKey, long> _windows = [];
    private readonly Dictionary<(ProductId Product, ResultId Result), decimal> _results = [];

    /// <summary>
    /// How many people use a product on how many days a year: the charged windows that stand, rounded, at least one and no
    /// more than a year has days.
    /// </summary>
    public IEnumerable<(ProductId Product, int People, int DaysPerYear)> People =>
        _windows
            .Where(windows => windows.Value > 0)
            .GroupBy(windows => (windows.Key.Product, Days: DaysPerYear(windows.Value)))
            .Select(group => (group.Key.Product, group.Count(), group.Key.Days));

    /// <summary>The quantities of results a year, also of those that cloud credits paid.</summary>
    public IEnumerable<(ProductId Product, ResultId Result, decimal Quantity)> Results =>
        _results.Select(result => (result.Key.Product, result.Key.Result, result.Value * DaysOfYear / days));

    /// <summary>Counts the postings of a block.</summary>
    public void Add(JournalBlock block)
    {
        foreach (var posting in block.Postings)
        {
            if (UsageLine.Of(posting) is not { } line || !IsRecent(line.Time))
            {
                continue;
            }

            if (posting is Posting.ResultCharged { Charge: var charge })
            {
                var result = (line.Product, charge.Result);
                _results[result] = _results.GetValueOrDefault(result) + charge.Quantity;
            }
            else
            {
                var meter = new MeterKey(line.User, line.Product);
                _windows[meter] = _windows.GetValueOrDefault(meter) + line.Windows;
            }
        }
    }

    private int DaysPerYear(long windows) =>
        (int)Math.Clamp(Math.Round((decimal)windows * DaysOfYear / days, MidpointRounding.AwayFromZero), 1, DaysOfYear);

    private bool IsRecent(DateTimeOffset time) =>
        DateOnly.FromDateTime(time.UtcDateTime) is var day && _from <= day && day <= today;
}
