using Microsoft.Data.Sqlite;

namespace FlexFunctions.Storage.Tests;

/// <summary>Runs SQL directly, without the store.</summary>
internal static class Sql
{
    /// <summary>Runs a statement on a connection, and returns its first value or null.</summary>
    public static object? Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Runs a statement on a file as another program would, and leaves the connection open.</summary>
    public static SqliteConnection Run(string file, string sql)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        connection.Run(sql);
        return connection;
    }
}
