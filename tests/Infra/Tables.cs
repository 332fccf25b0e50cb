using System.Globalization;
using FlexFunctions.Storage;

namespace FlexFunctions.Infra.Tests;

/// <summary>Writes and reads rows with all property types of the ledger, as the app does.</summary>
internal sealed class Tables(string connectionString)
{
    private readonly AzureTablesRowStore _store = AzureTablesRowStore.FromConnectionString(connectionString);

    internal async Task WriteAsync(string table, string partition, int count)
    {
        foreach (var rows in Enumerable.Range(0, count).Select(Row).Chunk(100))
        {
            await _store.CommitAsync(
                table,
                partition,
                [.. rows.Select(row => new RowOperation.Insert(row))],
                CancellationToken.None
            );
        }
    }

    /// <summary>Returns the rows of a partition as lines of text.</summary>
    internal async Task<List<string>> ReadAsync(string table, string partition)
    {
        var lines = new List<string>();
        for (var from = "block|"; ; from = lines[^1].Split(' ')[0] + "!")
        {
            var rows = await _store.ReadRangeAsync(table, partition, from, "block}", 500, CancellationToken.None);
            lines.AddRange(rows.Select(Line));
            if (rows.Count < 500)
            {
                return lines;
            }
        }
    }

    private static Row Row(int number) =>
        new(
            "block|design|" + number.ToString("D12", CultureInfo.InvariantCulture),
            new Dictionary<string, object>
            {
                ["Text"] = $"£{number} \"quoted\"\n2027-01-01T00:00:00Z",
                ["Number"] = long.MaxValue - number,
                ["Bytes"] = new byte[] { 0, 255, (byte)(number % 256) },
            }
        );

    private static string Line(StoredRow row) =>
        $"{row.Key} "
        + string.Join(
            ", ",
            row.Properties.OrderBy(property => property.Key, StringComparer.Ordinal)
                .Select(property =>
                    $"{property.Key} {property.Value.GetType().Name} "
                    + (property.Value is byte[] bytes ? Convert.ToHexString(bytes) : property.Value)
                )
        );
}
