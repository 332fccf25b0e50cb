using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Reads due entries page by page. Each entry is returned once, even if entries are removed in between.</summary>
/// <param name="due">The table of due entries.</param>
/// <param name="kind">The kind of entry to read.</param>
/// <param name="until">Returns only entries due by this instant; null for all entries.</param>
internal sealed class DuePages(DueTable due, DueKind kind, DateTimeOffset? until)
{
    private DueRow? _last;
    private bool _ended;

    /// <summary>Returns the next entries, or an empty list at the end.</summary>
    public async Task<IReadOnlyList<DueRow>> NextAsync(int atMost, CancellationToken cancellationToken)
    {
        // Entries are stored by day, so some entries of the last day may not be due yet. A page can therefore have no due
        // entries without being the last page.
        while (!_ended)
        {
            var page = await due.ReadAsync(kind, until, _last, atMost, cancellationToken);
            (_last, _ended) = (page.Count > 0 ? page[^1] : _last, page.Count < atMost);
            var now = until is null ? page : [.. page.Where(row => row.Entry.At <= until)];
            if (now.Count > 0)
            {
                return now;
            }
        }

        return [];
    }

    /// <summary>Returns all remaining entries. An entry takes a few hundred bytes of memory.</summary>
    public async Task<List<DueRow>> AllAsync(int pageSize, CancellationToken cancellationToken)
    {
        var all = new List<DueRow>();
        while (await NextAsync(pageSize, cancellationToken) is { Count: > 0 } page)
        {
            all.AddRange(page);
        }

        return all;
    }
}
