using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Reads what is due a page at a time, each entry once, whatever is removed meanwhile.</summary>
/// <param name="due">What is due.</param>
/// <param name="kind">What is looked for.</param>
/// <param name="until">Only what is due by this instant; null: all.</param>
internal sealed class DuePages(DueTable due, DueKind kind, DateTimeOffset? until)
{
    private DueRow? _last;
    private bool _ended;

    /// <summary>The next entries; none at the end.</summary>
    public async Task<IReadOnlyList<DueRow>> NextAsync(int atMost, CancellationToken cancellationToken)
    {
        // Entries are kept by day: of the last one, some are not due yet. A page may so be without any, and not the last.
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
}
