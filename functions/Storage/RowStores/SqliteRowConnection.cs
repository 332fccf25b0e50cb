using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FlexFunctions.Storage;

/// <summary>
/// The port's calls on one connection to a store's database. They are synchronous; <see cref="SqliteConnectionPool"/>
/// gives the connection to one caller at a time.
/// </summary>
/// <param name="connection">An open connection, which this object disposes of.</param>
/// <param name="lockAttempts">
/// The number of waits of <see cref="SqliteRowSchema.LockSlice"/> for other processes' commits; at least one.
/// </param>
internal sealed class SqliteRowConnection(SqliteConnection connection, int lockAttempts) : IDisposable
{
    private readonly SqliteRowStatements _statements = new(connection);

    /// <summary>False after a transaction could not be ended: the connection cannot be used any more.</summary>
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

    /// <summary>Commits checked operations in one transaction of the database.</summary>
    public IReadOnlyList<string?> Commit(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    )
    {
        // Encode before taking the lock, so that other callers wait less.
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
            // If a COMMIT fails at its last sync, recovery may still find it complete in the log.
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
        // One number per commit serves all its rows: a tag only has to differ between states of the same row. The counter
        // is in the database, so it repeats neither after a deletion nor between processes.
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
            {
                throw new RowConflictException(i, key);
            }

            etags[i] = operations[i] is RowOperation.Delete ? null : text;
        }
        return etags;
    }

    // SQLite's own wait cannot be cancelled, so it is divided into slices. The raw call is used because
    // Microsoft.Data.Sqlite sleeps 150 ms at a time, a hundred times longer than a commit takes.
    private void Begin(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
            if (result == raw.SQLITE_OK)
            {
                return;
            }

            if ((result & 0xFF) != raw.SQLITE_BUSY || attempt >= lockAttempts)
            {
                SqliteException.ThrowExceptionForRC(result, connection.Handle);
            }
        }
    }

    private void Execute(string sql) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, sql), connection.Handle);

    private void RollBack()
    {
        // After some errors SQLite has already rolled back. If this fails, IsUsable becomes false.
        if (!IsUsable)
        {
            _ = raw.sqlite3_exec(connection.Handle, "ROLLBACK");
        }
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
                $"The row '{RowNames.ForMessages(key)}' cannot be read. {error.Message}",
                false,
                error
            );
        }
    }

    private static string ETagText(long etag) => etag.ToString(CultureInfo.InvariantCulture);

    // A malformed tag matches no row: 0 is never assigned.
    private static long ETagNumber(string etag) =>
        long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
