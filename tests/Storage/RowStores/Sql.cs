using Microsoft.Data.Sqlite;

namespace FlexFunctions.Storage.Tests;

/// <summary>Runs SQL past the store.</summary>
internal static class Sql
{
    /// <summary>Runs it on a connection; the first value it answers, or null.</summary>
    public static object? Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Runs it on a file, as another program would; the connection is left open.</summary>
    public static SqliteConnection Run(string file, string sql)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        connection.Run(sql);
        return connection;
    }
}
