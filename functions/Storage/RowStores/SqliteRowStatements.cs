using Microsoft.Data.Sqlite;

namespace FlexFunctions.Storage;

/// <summary>The SQL of the row store, prepared once per connection.</summary>
internal sealed class SqliteRowStatements : IDisposable
{
    private const string ThisRow = "tbl = $table AND partition_key = $partition AND row_key = $key";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _read;
    private readonly SqliteCommand _range;
    private readonly SqliteCommand _nextETag;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _replace;
    private readonly SqliteCommand _delete;

    public SqliteRowStatements(SqliteConnection connection)
    {
        _connection = connection;
        _read = Prepare(
            $"SELECT row_key, etag, properties FROM stored_row WHERE {ThisRow}",
            "$table",
            "$partition",
            "$key"
        );
        _range = Prepare(
            "SELECT row_key, etag, properties FROM stored_row WHERE tbl = $table AND partition_key = $partition "
                + "AND row_key >= $from AND row_key < $before ORDER BY row_key LIMIT $atMost",
            "$table",
            "$partition",
            "$from",
            "$before",
            "$atMost"
        );
        _nextETag = Prepare("UPDATE last_etag SET value = value + 1 RETURNING value");
        _insert = Prepare(
            "INSERT INTO stored_row (tbl, partition_key, row_key, etag, properties) "
                + "VALUES ($table, $partition, $key, $etag, $properties) ON CONFLICT DO NOTHING",
            "$table",
            "$partition",
            "$key",
            "$etag",
            "$properties"
        );
        _replace = Prepare(
            $"UPDATE stored_row SET etag = $etag, properties = $properties WHERE {ThisRow} AND etag = $expected",
            "$table",
            "$partition",
            "$key",
            "$etag",
            "$properties",
            "$expected"
        );
        _delete = Prepare(
            $"DELETE FROM stored_row WHERE {ThisRow} AND etag = $expected",
            "$table",
            "$partition",
            "$key",
            "$expected"
        );
    }

    /// <summary>Selects key, entity tag and properties of one row.</summary>
    public SqliteDataReader Read(string table, string partition, string key) =>
        Bind(_read, table, partition, key).ExecuteReader();

    /// <summary>Selects key, entity tag and properties of the rows of a range.</summary>
    public SqliteDataReader Range(string table, string partition, string from, string before, int atMost) =>
        Bind(_range, table, partition, from, before, atMost).ExecuteReader();

    /// <summary>Returns the next entity tag; the first is 1.</summary>
    public long NextETag() => (long)_nextETag.ExecuteScalar()!;

    /// <summary>Returns false if the row exists.</summary>
    public bool Insert(string table, string partition, string key, long etag, byte[] properties) =>
        Bind(_insert, table, partition, key, etag, properties).ExecuteNonQuery() == 1;

    /// <summary>Returns false if the row does not exist or has another entity tag.</summary>
    public bool Replace(string table, string partition, string key, long etag, byte[] properties, long expected) =>
        Bind(_replace, table, partition, key, etag, properties, expected).ExecuteNonQuery() == 1;

    /// <summary>Returns false if the row does not exist or has another entity tag.</summary>
    public bool Delete(string table, string partition, string key, long expected) =>
        Bind(_delete, table, partition, key, expected).ExecuteNonQuery() == 1;

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_read, _range, _nextETag, _insert, _replace, _delete])
        {
            command.Dispose();
        }
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        command.Prepare();
        return command;
    }

    private static SqliteCommand Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }
}
