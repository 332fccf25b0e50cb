using Microsoft.Data.Sqlite;

namespace FlexFunctions.Storage.Tests;

/// <summary>What the SQLite adapter says of files that are no store, damaged, or out of reach.</summary>
public sealed class SqliteRowStoreDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        var text = string.Concat(Enumerable.Repeat("This is no database. ", 1000));
        System.IO.File.WriteAllText(File, text);
        var error = Assert.Throws<RowStoreException>(() => SqliteRowStore.OpenFile(File));
        Assert.Contains("not a SQLite database", error.Message, StringComparison.Ordinal);
        Assert.False(error.MayHaveBeenApplied);
        Assert.Equal(text, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_store_of_a_later_format_is_refused()
    {
        SqliteRowStore.OpenFile(File).Dispose();
        Execute("PRAGMA user_version = 2");
        var error = Assert.Throws<RowStoreException>(() => SqliteRowStore.OpenFile(File));
        Assert.Contains("has format 2; this program knows 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_refused()
    {
        var error = Assert.Throws<RowStoreException>(() => SqliteRowStore.OpenFile(_folder.Path));
        Assert.Contains("cannot be opened", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_refused()
    {
        System.IO.File.WriteAllText(File, "");
        var below = Path.Combine(File, "store.db");
        var error = Assert.Throws<RowStoreException>(() => SqliteRowStore.OpenFile(below));
        Assert.Equal($"The folder of '{below}' cannot be made. {error.InnerException!.Message}", error.Message);
        Assert.False(error.MayHaveBeenApplied);
    }

    [Fact]
    public void A_path_of_nothing_is_refused() =>
        Assert.Throws<ArgumentException>("path", () => SqliteRowStore.OpenFile(" "));

    [Theory]
    [InlineData("CREATE TABLE song (title TEXT)")]
    [InlineData(null)]
    public void A_file_that_is_refused_is_not_kept_open(string? sql)
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
    public async Task A_damaged_file_is_reported_by_reads_and_commits()
    {
        using (var store = SqliteRowStore.OpenFile(File))
        {
            await FillAsync(store);
        }

        var bytes = System.IO.File.ReadAllBytes(File);
        // The first page, with the schema, is spared: the damage is found when rows are looked for.
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
    public async Task A_damaged_row_is_reported_by_its_key()
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
