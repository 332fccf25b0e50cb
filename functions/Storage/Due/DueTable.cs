using System.Collections.Concurrent;

namespace FlexFunctions.Storage;

/// <summary>
/// The second table, by which timers find what is due without looking at every team: a partition for each kind, in the
/// order of time.
/// </summary>
/// <param name="rows">Where it is.</param>
public sealed class DueTable(IRowStore rows)
{
    private const string Table = "Due";
    private const int MostRows = 100;

    /// <summary>The first key after all others: keys hold no character above it.</summary>
    private const string End = "~~~~";

    /// <summary>
    /// How long an entry stays at least. Until then a commit that it announced may still be on its way, so that whoever finds
    /// it can not say yet that it is untrue.
    /// </summary>
    public static readonly TimeSpan Young = TimeSpan.FromMinutes(15);

    /// <summary>How long an entry need not be written again: less than <see cref="Young"/> by what a commit may take.</summary>
    private static readonly TimeSpan s_announcedAnew = TimeSpan.FromMinutes(5);

    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _announced = new(StringComparer.Ordinal);

    /// <summary>Writes an entry. One that is there already is written anew, so that it is not removed as an old one.</summary>
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
    /// <param name="kind">What is looked for.</param>
    /// <param name="until">Only what is due up to the end of this instant's day, for what becomes due at a time; null: all.</param>
    /// <param name="after">The last that was read; null to begin.</param>
    /// <param name="atMost">1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
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

    /// <summary>Removes entries that are done; those that were written again since stay.</summary>
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
