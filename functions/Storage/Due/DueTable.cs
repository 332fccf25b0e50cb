using System.Collections.Concurrent;

namespace FlexFunctions.Storage;

/// <summary>
/// The table in which timers find due work without reading every team: a partition for each kind, in the order of time.
/// </summary>
/// <param name="rows">The row store.</param>
public sealed class DueTable(IRowStore rows)
{
    private const string Table = "Due";
    private const int MostRows = 100;

    /// <summary>A key after all others; no key contains a character above it.</summary>
    private const string End = "~~~~";

    /// <summary>
    /// The minimum age before an entry may be removed as obsolete. Until then its commit may still be on its way.
    /// </summary>
    public static readonly TimeSpan Young = TimeSpan.FromMinutes(15);

    /// <summary>How long an entry need not be written again: <see cref="Young"/>, less the time that a commit may take.</summary>
    private static readonly TimeSpan s_announcedAnew = TimeSpan.FromMinutes(5);

    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _announced = new(StringComparer.Ordinal);

    /// <summary>Writes an entry. An existing entry is written again, so that it is not removed as obsolete.</summary>
    /// <exception cref="RowStoreException">The store failed.</exception>
    public async Task AnnounceAsync(DueEntry entry, CancellationToken cancellationToken)
    {
        var key = $"{entry.Kind}|{entry.Key}";
        if (_announced.TryGetValue(key, out var at) && (entry.At - at).Duration() < s_announcedAnew)
        {
            return;
        }

        try
        {
            await WriteAsync(entry, cancellationToken);
        }
        catch (RowStoreException failure)
        {
            // The commit that it announces was not begun.
            throw new RowStoreException(failure.Message, mayHaveBeenApplied: false, failure);
        }

        if (_announced.Count >= MostRemembered)
        {
            _announced.Clear();
        }

        _announced[key] = entry.At;
    }

    private async Task WriteAsync(DueEntry entry, CancellationToken cancellationToken)
    {
        var row = DueFormat.Instance.Write(entry.Key, entry);
        RowOperation operation = new RowOperation.Insert(row);
        while (true)
        {
            try
            {
                await rows.CommitAsync(Table, Partition(entry.Kind), [operation], cancellationToken);
                return;
            }
            catch (RowConflictException) when (entry.IsOfADay)
            {
                return;
            }
            catch (RowConflictException)
            {
                var known = await rows.ReadAsync(Table, Partition(entry.Kind), entry.Key, cancellationToken);
                operation = known is null ? new RowOperation.Insert(row) : new RowOperation.Replace(row, known.ETag);
            }
        }
    }

    /// <summary>Reads entries in their order.</summary>
    /// <param name="kind">The kind of work.</param>
    /// <param name="until">Limits work that is due at a time to the end of this instant's day; null for all.</param>
    /// <param name="after">The last entry read before; null for the first page.</param>
    /// <param name="atMost">1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="RowStoreException">The store failed.</exception>
    public async Task<IReadOnlyList<DueRow>> ReadAsync(
        DueKind kind,
        DateTimeOffset? until,
        DueRow? after,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        var found = await rows.ReadRangeAsync(
            Table,
            Partition(kind),
            after is null ? "!" : after.Entry.Key + "!",
            until is { } instant ? DueEntry.DayOf(instant) + End : End,
            atMost,
            cancellationToken
        );
        return [.. found.Select(row => new DueRow(DueFormat.Instance.Read(row), row.ETag))];
    }

    /// <summary>Removes finished entries, except those that were written again since.</summary>
    /// <exception cref="RowStoreException">The store failed.</exception>
    public async Task RemoveAsync(IEnumerable<DueRow> done, CancellationToken cancellationToken)
    {
        foreach (var ofKind in done.GroupBy(row => row.Entry.Kind))
        {
            foreach (var chunk in ofKind.Chunk(MostRows))
            {
                await RemoveAsync(ofKind.Key, [.. chunk], cancellationToken);
            }
        }
    }

    private async Task RemoveAsync(DueKind kind, List<DueRow> done, CancellationToken cancellationToken)
    {
        while (done.Count > 0)
        {
            try
            {
                await rows.CommitAsync(
                    Table,
                    Partition(kind),
                    [.. done.Select(row => new RowOperation.Delete(row.Entry.Key, row.ETag))],
                    cancellationToken
                );
                return;
            }
            catch (RowConflictException conflict)
            {
                done.RemoveAll(row => row.Entry.Key == conflict.Key);
            }
        }
    }

    private static string Partition(DueKind kind) => kind.ToString();
}
