namespace FlexFunctions.Domain;

/// <summary>The use of a team in a period of UTC days: a fold over the blocks of its journal (R20, R22).</summary>
/// <param name="from">The first day.</param>
/// <param name="to">The last day.</param>
public sealed class RecentUse(DateOnly from, DateOnly to)
{
    private readonly Dictionary<MeterKey, long> _windows = [];
    private readonly Dictionary<(ProductId Product, ResultId Result), decimal> _results = [];

    /// <summary>The charged windows of each user and product that stand; each at least 1.</summary>
    public IEnumerable<KeyValuePair<MeterKey, long>> Windows => _windows.Where(windows => windows.Value > 0);

    /// <summary>The quantities of the results, also of those that cloud credits paid.</summary>
    public IReadOnlyDictionary<(ProductId Product, ResultId Result), decimal> Results => _results;

    /// <summary>Counts the postings of a block.</summary>
    public void Add(JournalBlock block)
    {
        foreach (var posting in block.Postings)
        {
            if (UsageLine.Of(posting) is not { } line || !IsInPeriod(line.Time))
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

    private bool IsInPeriod(DateTimeOffset time) =>
        DateOnly.FromDateTime(time.UtcDateTime) is var day && from <= day && day <= to;
}
