using System.Globalization;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Checks the ledger's store with a small write into a row of its own. A store that can be read may still refuse writes,
/// for example on a full disk.
/// </summary>
/// <param name="rows">The store.</param>
/// <param name="time">The clock.</param>
/// <param name="interval">The time after a successful write in which checks only read; zero to write each time.</param>
public sealed class StoreProbe(IRowStore rows, TimeProvider time, TimeSpan interval)
{
    /// <summary>The interval where writes are billed.</summary>
    public static readonly TimeSpan BilledInterval = TimeSpan.FromSeconds(30);

    private const string Table = "Due";
    private const string Partition = "Health";
    private const string Key = "probe";

    private DateTimeOffset _written = DateTimeOffset.MinValue;

    /// <summary>Checks the store once. Throws if it cannot be read or written.</summary>
    /// <exception cref="RowStoreException">The store failed.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var known = await rows.ReadAsync(Table, Partition, Key, cancellationToken);
        if (now - _written < interval)
        {
            return;
        }

        var row = new Row(
            Key,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["At"] = now.ToString("O", CultureInfo.InvariantCulture),
            }
        );
        try
        {
            await rows.CommitAsync(
                Table,
                Partition,
                [known is null ? new RowOperation.Insert(row) : new RowOperation.Replace(row, known.ETag)],
                cancellationToken
            );
        }
        catch (RowConflictException)
        {
            // Another instance wrote the row in between, so the store can be written.
        }

        _written = now;
    }
}
