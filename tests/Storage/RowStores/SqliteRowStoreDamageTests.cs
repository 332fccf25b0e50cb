using Microsoft.Data.Sqlite;

namespace FlexFunctions.Storage.Tests;

/// <summary>The errors for files that are not a store, are damaged or cannot be opened.</summary>
public sealed class SqliteRowStoreDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_that_is_not_a_database_is_rejected_and_not_changed()
    {
        var text = string.Concat(Enumerable.Repeat("This is no database. ", 1000));
        System.IO.File.WriteAllText(File, text);
        var error = Assert.Throws<RowStoreException>(() => SqliteRowStore.OpenFile(File));
        Assert.Contains("not a SQLite database", error.Message, StringComparison.Ordinal);
        Assert.False(error.MayHaveBeenApplied);
        Assert.Equal(text, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void Store_of_a_later_format_is_rejected()
    {
        SqliteRowStore.OpenFile(File).Dispose();
        Execute("PRAGMA user_version = 2");
        var error = Assert.Throws<RowStoreException>(() => SqliteRowStore.OpenFile(File));
        Assert.Contains("has format 2; this program knows 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_instead_of_the_file_is_rejected()
    {
        var error = Assert.Throws<RowStoreException>(() => SqliteRowStore.OpenFile(_folder.Path));
        Assert.Contains("cannot be opened", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_instead_of_the_folder_is_rejected()
    {
        System.IO.File.WriteAllText(File, "");
        var below = Path.Combine(File, "store.db");
        var error = Assert.Throws<RowStoreException>(() => SqliteRowStore.OpenFile(below));
        Assert.Equal($"The folder of '{below}' cannot be made. {error.InnerException!.Message}", error.Message);
        Assert.False(error.MayHaveBeenApplied);
    }

    [Fact]
    public void Blank_path_is_rejected() =>
        Assert.Throws<ArgumentException>("path", () => SqliteRowStore.OpenFile(" "));

    [Theory]
    [InlineData("CREATE TABLE song (title TEXT)")]
    [InlineData(null)]
    public void Rejected_file_is_closed(string? sql)
    {
        if (sql is null)
        {
            System.IO.File.WriteAllText(File, new string('x', 10_000));
        }
        else
        {
            Execute(sql);
        }

        using (System.IO.File.OpenRead(File))
        {
            Assert.Contains(File, OpenFiles());
        }

        Assert.Throws<RowStoreException>(() => SqliteRowStore.OpenFile(File));
        Assert.DoesNotContain(File, OpenFiles());

        static IEnumerable<string?> OpenFiles() =>
            Directory.GetFiles("/proc/self/fd").Select(open => new FileInfo(open).LinkTarget);
    }

    [Fact]
    public async Task Damaged_file_fails_reads_and_commits()
    {
        using (var store = SqliteRowStore.OpenFile(File))
        {
            await FillAsync(store);
        }

        var bytes = System.IO.File.ReadAllBytes(File);
        // The first page, with the schema, stays valid, so that only reading rows detects the damage.
        Array.Fill(bytes, (byte)0xFF, 4096, bytes.Length - 4096);
        System.IO.File.WriteAllBytes(File, bytes);

        using var damaged = SqliteRowStore.OpenFile(File);
        var read = await Assert.ThrowsAsync<RowStoreException>(() =>
            damaged.ReadAsync("Ledger", "account", "row-0", CancellationToken.None)
        );
        Assert.Contains("damaged", read.Message, StringComparison.Ordinal);
        var commit = await Assert.ThrowsAsync<RowStoreException>(() => CommitAsync(damaged, "new"));
        Assert.Contains("damaged", commit.Message, StringComparison.Ordinal);
        Assert.False(commit.MayHaveBeenApplied);
    }

    [Fact]
    public async Task Damaged_row_is_reported_by_its_key()
    {
        using var store = SqliteRowStore.OpenFile(File);
        await FillAsync(store);
        foreach (
            var blob in (string[])["x''", "x'02'", "x'0101'", "x'01FFFFFFFF0F'", "x'0101014109'", "x'0101014101FF'"]
        )
        {
            Execute($"UPDATE stored_row SET properties = {blob} WHERE row_key = 'row-3'");
            var error = await Assert.ThrowsAsync<RowStoreException>(() =>
                store.ReadRangeAsync("Ledger", "account", "", "z", 10, CancellationToken.None)
            );
            Assert.StartsWith("The row 'row-3' cannot be read. The ", error.Message, StringComparison.Ordinal);
            Assert.False(error.MayHaveBeenApplied);
        }
        Assert.NotNull(await store.ReadAsync("Ledger", "account", "row-4", CancellationToken.None));
    }

    private static async Task FillAsync(SqliteRowStore store)
    {
        for (var i = 0; i < 5; i++)
        {
            await CommitAsync(store, $"row-{i}");
        }
    }

    private static async Task CommitAsync(SqliteRowStore store, string key) =>
        await store.CommitAsync(
            "Ledger",
            "account",
            [TestRow.Insert(key, ("Body", new byte[3000]))],
            CancellationToken.None
        );

    private void Execute(string sql) => Sql.Run(File, sql).Dispose();
}
