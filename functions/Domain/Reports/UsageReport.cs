using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>What a usage report is about (R20).</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day; not before the first.</param>
/// <param name="DayOf">Returns the day of an instant in the report's time zone.</param>
/// <param name="By">The dimensions that rows are grouped and sorted by, each at most once.</param>
public sealed record UsageQuery(
    DateOnly From,
    DateOnly To,
    Func<DateTimeOffset, DateOnly> DayOf,
    ImmutableArray<UsageDimension> By
);

/// <summary>
/// A page of a usage report: a fold over the journals of teams (R20). It counts the charges of a period of event days that
/// stand, net of reversals. A charge belongs to the day its window starts in, a result to the day of its event. Only the
/// rows of the page are kept, so the length of the journals does not affect the memory.
/// </summary>
/// <param name="query">What the report is about.</param>
/// <param name="after">The last row of the page before; null for the first page.</param>
/// <param name="size">The most rows of the page.</param>
public sealed class UsageReport(UsageQuery query, UsageKey? after, int size)
{
    private readonly IComparer<UsageKey> _order = UsageKey.OrderOf(query.By);
    private readonly SortedSet<UsageKey> _keys = new(UsageKey.OrderOf(query.By));
    private readonly Dictionary<UsageKey, UsageFigures> _figures = [];

    /// <summary>The first key that no longer fits on the page; null while all fit.</summary>
    private UsageKey? _next;

    /// <summary>The figures of the whole report, not only of the page.</summary>
    public UsageFigures Total { get; private set; } = UsageFigures.None;

    /// <summary>The rows of the page in the order of their keys. Rows of which nothing stands are left out.</summary>
    public IEnumerable<(UsageKey Key, UsageFigures Figures)> Rows =>
        _keys.Select(key => (key, _figures[key])).Where(row => !row.Item2.IsNone);

    /// <summary>The key after which the next page begins; null if there are no more rows.</summary>
    public UsageKey? Continuation => _next is null ? null : _keys.Max;

    /// <summary>Returns the orders whose unit prices a block needs, each once.</summary>
    public static IEnumerable<OrderId> OrdersIn(JournalBlock block) =>
        block
            .Postings.SelectMany(posting => UsageLine.Of(posting)?.Payments ?? [])
            .Select(payment => payment.Grant.Order)
            .Distinct();

    /// <summary>Counts the postings of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="unitPrice">Returns the unit price of an order that paid.</param>
    public void Add(JournalBlock block, Func<OrderId, Money> unitPrice)
    {
        foreach (var posting in block.Postings)
        {
            if (UsageLine.Of(posting) is { } line && query.DayOf(line.Time) is var day && IsInPeriod(day))
            {
                Total = Total.With(line, unitPrice);
                Add(KeyOf(line, day, block.Team), line, unitPrice);
            }
        }
    }

    private void Add(UsageKey key, UsageLine line, Func<OrderId, Money> unitPrice)
    {
        if (
            (after is not null && _order.Compare(key, after) <= 0)
            || (_next is not null && _order.Compare(key, _next) >= 0)
        )
        {
            return;
        }

        _keys.Add(key);
        _figures[key] = _figures.GetValueOrDefault(key, UsageFigures.None).With(line, unitPrice);
        if (_keys.Count > size)
        {
            // Keys from here on belong to later pages, also when a row before them turns out to be reversed.
            _next = _keys.Max!;
            _keys.Remove(_next);
            _figures.Remove(_next);
        }
    }

    private bool IsInPeriod(DateOnly day) => query.From <= day && day <= query.To;

    private UsageKey KeyOf(UsageLine line, DateOnly day, TeamId team) =>
        new(
            query.By.Contains(UsageDimension.Day) ? day : null,
            query.By.Contains(UsageDimension.User) ? line.User : null,
            query.By.Contains(UsageDimension.Product) ? line.Product : null,
            query.By.Contains(UsageDimension.Team) ? team : null
        );
}
