namespace FlexFunctions.Storage.Tests;

/// <summary>The settings of a connection to a store's file (sqlite.org/pragma.html).</summary>
public sealed class SqliteRowSchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("busy_timeout", "100")]
    [InlineData("journal_size_limit", "67108864")]
    [InlineData("application_id", "1181513810")]
    [InlineData("user_version", "1")]
    public void Connection_has_the_same_settings_for_new_and_existing_files(string pragma, string value)
    {
        foreach (var _ in (string[])["new", "known"])
        {
            using var connection = SqliteRowSchema.Open(_folder.File("store.db"));
            Assert.Equal(value, connection.Run($"PRAGMA {pragma}")!.ToString());
        }
    }

    [Theory]
    [InlineData("PRAGMA application_id = 1")]
    [InlineData("PRAGMA user_version = 1")]
    [InlineData("CREATE TABLE song (title TEXT)")]
    public void File_of_another_program_is_rejected_and_not_changed(string sql)
    {
        Sql.Run(_folder.File("store.db"), sql).Dispose();
        var before = File.ReadAllBytes(_folder.File("store.db"));
        var error = Assert.Throws<RowStoreException>(() => SqliteRowSchema.Open(_folder.File("store.db")));
        Assert.Equal($"'{_folder.File("store.db")}' is a SQLite database, but not a row store.", error.Message);
        Assert.False(error.MayHaveBeenApplied);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("store.db")));
    }
}
