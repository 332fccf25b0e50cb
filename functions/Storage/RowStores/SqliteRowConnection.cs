using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FlexFunctions.Storage;

/// <summary>
/// The port's calls on one connection to a store's database. Synchronous, and used by one caller at a time;
/// <see cref="SqliteConnectionPool"/> sees to that.
/// </summary>
/// <param name="connection">An open connection, which this object then owns.</param>
/// <param name="lockAttempts">
/// How often <see cref="SqliteRowSchema.LockSlice"/> is waited for other processes' commits, at least once.
/// </param>
internal sealed class SqliteRowConnection(SqliteConnection connection, int lockAttempts) : IDisposable
{
    private readonly SqliteRowStatements _statements = new(connection);

    /// <summary>False once a transaction could not be ended: the connection is then of no further use.</summary>
    public bool IsUsable => raw.sqlite3_get_autocommit(connection.Handle) != 0;

    public StoredRow? Read(string table, string partition, string key)
    {
        using var reader = _statements.Read(table, partition, key);
        return reader.Read() ? ReadRow(reader) : null;
    }

    public IReadOnlyList<StoredRow> ReadRange(
        string table,
        string partition,
        string from,
        string before,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<StoredRow>();
        using var reader = _statements.Range(table, partition, from, before, atMost);
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Add(ReadRow(reader));
        }
        return rows;
    }

    /// <summary>Carries out checked operations in one transaction of the database.</summary>
    public IReadOnlyList<string?> Commit(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    )
    {
        // Encoded before the lock is taken, so that others wait less.
        var blobs = Encode(operations);
        Begin(cancellationToken);
        var committing = false;
        try
        {
            var etags = Apply(table, partition, operations, blobs);
            cancellationToken.ThrowIfCancellationRequested();
            committing = true;
            Execute("COMMIT");
            return etags;
        }
        catch (SqliteException error)
        {
            RollBack();
            // A COMMIT that failed at its last sync may be found whole in the log by the next process to recover it.
            throw SqliteFailure.ToRowStoreException(
                error,
                mayHaveBeenApplied: committing && !SqliteFailure.IsBusy(error)
            );
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    public void Dispose()
    {
        _statements.Dispose();
        connection.Dispose();
    }

    private string?[] Apply(string table, string partition, IReadOnlyList<RowOperation> operations, byte[][] blobs)
    {
        // One number per commit serves all its rows: a tag must differ from the row's own other states. It is counted
        // in the database, so it repeats neither after a deletion nor between processes.
        var etag = _statements.NextETag();
        var text = ETagText(etag);
        var etags = new string?[operations.Count];
        for (var i = 0; i < operations.Count; i++)
        {
            var key = operations[i].Key;
            var done = operations[i] switch
            {
                RowOperation.Insert => _statements.Insert(table, partition, key, etag, blobs[i]),
                RowOperation.Replace replace => _statements.Replace(
                    table,
                    partition,
                    key,
                    etag,
                    blobs[i],
                    ETagNumber(replace.ETag)
                ),
                RowOperation.Delete delete => _statements.Delete(table, partition, key, ETagNumber(delete.ETag)),
                _ => throw new UnreachableException(),
            };
            if (!done)
                throw new RowConflictException(i, key);
            etags[i] = operations[i] is RowOperation.Delete ? null : text;
        }
        return etags;
    }

    // SQLite's own waiting can not be cancelled, so it is cut into slices. Microsoft.Data.Sqlite's waiting sleeps 150 ms
    // at a time, a hundred times longer than a commit takes; hence the raw call.
    private void Begin(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
            if (result == raw.SQLITE_OK)
                return;
            if ((result & 0xFF) != raw.SQLITE_BUSY || attempt >= lockAttempts)
                SqliteException.ThrowExceptionForRC(result, connection.Handle);
        }
    }

    private void Execute(string sql) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, sql), connection.Handle);

    private void RollBack()
    {
        // SQLite has rolled back by itself after some errors. If this fails, IsUsable says so.
        if (!IsUsable)
            _ = raw.sqlite3_exec(connection.Handle, "ROLLBACK");
    }

    private static byte[][] Encode(IReadOnlyList<RowOperation> operations)
    {
        var blobs = new byte[operations.Count][];
        for (var i = 0; i < operations.Count; i++)
        {
            blobs[i] = operations[i] switch
            {
                RowOperation.Insert insert => RowPropertiesFormat.Encode(insert.Row.Properties),
                RowOperation.Replace replace => RowPropertiesFormat.Encode(replace.Row.Properties),
                _ => [],
            };
        }
        return blobs;
    }

    private static StoredRow ReadRow(SqliteDataReader reader)
    {
        var key = reader.GetString(0);
        try
        {
            var properties = RowPropertiesFormat.Decode(reader.GetFieldValue<byte[]>(2));
            return new StoredRow(key, properties, ETagText(reader.GetInt64(1)));
        }
        catch (InvalidDataException error)
        {
            throw new RowStoreException(
                $"The row '{RowNames.ForMessages(key)}' can not be read. {error.Message}",
                false,
                error
            );
        }
    }

    private static string ETagText(long etag) => etag.ToString(CultureInfo.InvariantCulture);

    // A tag that is none of ours is the tag of no row: 0 is never given out.
    private static long ETagNumber(string etag) =>
        long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
