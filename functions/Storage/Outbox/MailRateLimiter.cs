using System.Globalization;

namespace FlexFunctions.Storage;

/// <summary>
/// When mails were sent of late, over all instances: so many a minute and so many an hour are allowed, and no more.
/// </summary>
/// <param name="rows">Where it is kept.</param>
public sealed class MailRateLimiter(IRowStore rows)
{
    private const string Table = "Due";
    private const string Partition = "Quota";
    private const string Key = "mail";
    private const string Property = "Sent";

    /// <summary>Takes leave to send one mail; false if as many were sent of late as may be.</summary>
    /// <param name="perMinute">At least 1.</param>
    /// <param name="perHour">At least 1.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
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
                // Another instance took leave meanwhile.
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
