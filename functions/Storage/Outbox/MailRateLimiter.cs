using System.Globalization;

namespace FlexFunctions.Storage;

/// <summary>
/// Limits the mails of all instances per minute and per hour.
/// </summary>
/// <param name="rows">The row store.</param>
public sealed class MailRateLimiter(IRowStore rows)
{
    private const string Table = "Due";
    private const string Partition = "Quota";
    private const string Key = "mail";
    private const string Property = "Sent";

    /// <summary>Acquires one send permit; returns false if a limit is reached.</summary>
    /// <param name="perMinute">At least 1.</param>
    /// <param name="perHour">At least 1.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="RowStoreException">The store failed.</exception>
    public async Task<bool> TryTakeAsync(
        int perMinute,
        int perHour,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var known = await rows.ReadAsync(Table, Partition, Key, cancellationToken);
            var sent = Read(known).Where(instant => instant > now.AddHours(-1)).ToList();
            if (sent.Count >= perHour || sent.Count(instant => instant > now.AddMinutes(-1)) >= perMinute)
            {
                return false;
            }

            sent.Add(now);
            try
            {
                var row = new Row(
                    Key,
                    new Dictionary<string, object>(StringComparer.Ordinal) { [Property] = Write(sent) }
                );
                await rows.CommitAsync(
                    Table,
                    Partition,
                    [known is null ? new RowOperation.Insert(row) : new RowOperation.Replace(row, known.ETag)],
                    cancellationToken
                );
                return true;
            }
            catch (RowConflictException)
            {
                // Another instance acquired a permit meanwhile.
            }
        }
    }

    private static IEnumerable<DateTimeOffset> Read(StoredRow? row) =>
        row is null
            ? []
            : ((string)row.Properties[Property])
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(ticks => new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero));

    private static string Write(IEnumerable<DateTimeOffset> sent) =>
        string.Join(' ', sent.Select(instant => instant.UtcTicks.ToString(CultureInfo.InvariantCulture)));
}
