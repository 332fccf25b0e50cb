using Microsoft.Data.Sqlite;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The connection to a store's SQLite file, with prepared statements. Not safe for concurrent use: <see
/// cref="CommitLoop"/> uses it from one thread at a time.
/// </summary>
internal sealed class QueueDatabase : IDisposable
{
    private const int Format = 2;

    // The partial indexes `ready` and `locked` avoid a scan of the queue. AUTOINCREMENT never assigns a sequence number
    // twice.
    private const string Schema = """
        CREATE TABLE queues (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE);
        CREATE TABLE messages (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          queue INTEGER NOT NULL REFERENCES queues(id),
          state INTEGER NOT NULL,
          locked_until INTEGER,
          delivery_count INTEGER NOT NULL,
          enqueued_at INTEGER NOT NULL,
          expires_at INTEGER,
          message_id TEXT NOT NULL,
          correlation_id TEXT,
          subject TEXT,
          session_id TEXT,
          content_type TEXT,
          properties TEXT,
          dead_letter_reason TEXT,
          dead_letter_description TEXT,
          dead_lettered_at INTEGER,
          body BLOB NOT NULL);
        CREATE INDEX ready ON messages(queue) WHERE state = 0 AND locked_until IS NULL;
        CREATE INDEX locked ON messages(queue, locked_until) WHERE locked_until IS NOT NULL;
        CREATE INDEX expiring ON messages(queue, expires_at) WHERE state = 0 AND expires_at IS NOT NULL;
        CREATE INDEX deferred ON messages(queue) WHERE state = 1;
        CREATE INDEX dead ON messages(queue) WHERE state = 2;
        CREATE INDEX dead_by_reason ON messages(queue, coalesce(dead_letter_reason, '')) WHERE state = 2;
        """;

    // What the second format adds; applied to files of the first format too.
    private const string SecondFormat = """
        ALTER TABLE messages ADD COLUMN resubmitted INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX exhausted ON messages(queue, dead_lettered_at)
          WHERE state = 2 AND resubmitted = 0 AND dead_letter_reason = 'MaxDeliveryCountExceeded';
        CREATE TABLE recent_ids (
          queue INTEGER NOT NULL REFERENCES queues(id),
          message_id TEXT NOT NULL,
          sequence INTEGER NOT NULL,
          taken_at INTEGER NOT NULL,
          PRIMARY KEY (queue, message_id)) WITHOUT ROWID;
        CREATE INDEX recent_by_time ON recent_ids(queue, taken_at);
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    private QueueDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>
    /// Opens the file, or an in-memory database if <paramref name="path"/> is null. Creates or upgrades the tables.
    /// </summary>
    /// <exception cref="InvalidDataException">A later version wrote the file.</exception>
    internal static QueueDatabase Open(string? path)
    {
        // No other process can use the file, so waiting for a lock is pointless: the shortest timeout.
        var address = new SqliteConnectionStringBuilder
        {
            DataSource = path ?? ":memory:",
            Pooling = false,
            DefaultTimeout = 1,
        };
        var database = new QueueDatabase(new SqliteConnection(address.ToString()));
        try
        {
            database._connection.Open();
            // Exclusive: only this process uses the file, so WAL needs no shared memory.
            database.Script("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
            database.Script("PRAGMA journal_size_limit=67108864;");
            var format = database.Query("PRAGMA user_version", row => row.GetInt32(0)).Single();
            if (format > Format)
            {
                throw new InvalidDataException(
                    $"The queue file {path} has format {format}; this version reads up to {Format}."
                );
            }

            if (format < Format)
            {
                database.Script(
                    $"BEGIN IMMEDIATE; {(format == 0 ? Schema : "")} {SecondFormat} PRAGMA user_version={Format}; COMMIT;"
                );
            }

            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement with the values as $1, $2, … and returns the number of changed rows.</summary>
    internal int Execute(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>Runs an insert and returns the new row id.</summary>
    internal long Insert(string sql, params ReadOnlySpan<object?> values)
    {
        Bind(sql, values).ExecuteNonQuery();
        return SQLitePCL.raw.sqlite3_last_insert_rowid(_connection.Handle);
    }

    /// <summary>Runs a query with the values as $1, $2, … and returns its rows.</summary>
    internal List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Bind(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Runs a query that returns one number.</summary>
    internal long Number(string sql, params ReadOnlySpan<object?> values) =>
        Query(sql, row => row.GetInt64(0), values).Single();

    /// <summary>The statements that ran so far, for tests of their plans.</summary>
    internal IReadOnlyList<string> Statements => [.. _commands.Keys];

    /// <summary>Returns SQLite's query plan of a statement.</summary>
    internal List<string> Plan(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // A statement of this assembly
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
#pragma warning restore CA2100
        foreach (SqliteParameter parameter in _commands[sql].Parameters)
        {
            command.Parameters.Add(new SqliteParameter(parameter.ParameterName, DBNull.Value));
        }

        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read())
        {
            steps.Add(reader.GetString(3));
        }

        return steps;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            // Every statement is a constant; values are parameters.
#pragma warning disable CA2100
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }

            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    private void Script(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // A constant of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
