using Microsoft.Data.Sqlite;

namespace FlexFunctions.Storage;

/// <summary>Opens connections to a store's database, and creates its tables if it is new.</summary>
internal static class SqliteRowSchema
{
    /// <summary>The time that one attempt waits for another process's lock.</summary>
    public static readonly TimeSpan LockSlice = TimeSpan.FromMilliseconds(100);

    private const int Version = 1;

    // "FlxR": distinguishes a store from any other SQLite file, which must never be written to by mistake.
    private const int ApplicationId = 0x466C7852;

    // A table's name ignores case, as in Azure Tables; keys compare by byte, which for the characters that keys may
    // hold is the ordinal order of their UTF-16. The rows live in the key's own tree: a range is read in one piece.
    private const string Tables = """
        CREATE TABLE stored_row (
            tbl TEXT NOT NULL COLLATE NOCASE,
            partition_key TEXT NOT NULL,
            row_key TEXT NOT NULL,
            etag INTEGER NOT NULL,
            properties BLOB NOT NULL,
            PRIMARY KEY (tbl, partition_key, row_key)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE last_etag (value INTEGER NOT NULL) STRICT;
        INSERT INTO last_etag VALUES (0);
        """;

    /// <summary>Opens a connection; creates the database if it does not exist.</summary>
    /// <exception cref="RowStoreException">The file cannot be used, or is not a store of this version.</exception>
    public static SqliteConnection Open(string dataSource)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = dataSource, Pooling = false }.ToString()
        );
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = {LockSlice.TotalMilliseconds:0}");
            // Check before changing anything persistent: another program's file stays as it is.
            var isStore = IsStore(connection, dataSource);
            // FULL: an acknowledged commit is on the disk. WAL: readers never wait for the writer.
            Execute(connection, "PRAGMA journal_mode = WAL");
            Execute(connection, "PRAGMA synchronous = FULL");
            Execute(connection, "PRAGMA journal_size_limit = 67108864");
            if (!isStore)
            {
                MakeTables(connection, dataSource);
            }

            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw SqliteFailure.ToRowStoreException(error, mayHaveBeenApplied: false);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void MakeTables(SqliteConnection connection, string dataSource)
    {
        // Two processes may open a new file at once: the second finds the tables when it gets the lock.
        using var transaction = connection.BeginTransaction(deferred: false);
        if (!IsStore(connection, dataSource))
        {
            Execute(connection, Tables);
            Execute(connection, $"PRAGMA application_id = {ApplicationId}");
            Execute(connection, $"PRAGMA user_version = {Version}");
        }
        transaction.Commit();
    }

    /// <summary>Returns true if the database is a store, false if it is empty.</summary>
    private static bool IsStore(SqliteConnection connection, string dataSource)
    {
        var application = Execute(connection, "PRAGMA application_id");
        var version = Execute(connection, "PRAGMA user_version");
        if (application == ApplicationId && version == Version)
        {
            return true;
        }

        if (application == 0 && version == 0 && Execute(connection, "SELECT count(*) FROM sqlite_schema") == 0)
        {
            return false;
        }

        throw new RowStoreException(
            application == ApplicationId
                ? $"The store '{dataSource}' has format {version}; this program knows {Version}."
                : $"'{dataSource}' is a SQLite database, but not a row store.",
            mayHaveBeenApplied: false
        );
    }

    private static long Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }
}
