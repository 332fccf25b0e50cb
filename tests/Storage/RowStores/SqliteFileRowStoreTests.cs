using Microsoft.Data.Sqlite;

namespace FlexFunctions.Storage.Tests;

public sealed class SqliteFileRowStoreTests : RowStoreSuite, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteRowStore _store;

    public SqliteFileRowStoreTests() => _store = SqliteRowStore.OpenFile(File);

    protected override IRowStore Store => _store;

    private string File => _folder.File("store.db");

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Reopened_store_contains_the_same_rows()
    {
        var etag = await Given("row", 5);
        _store.Dispose();
        using var again = SqliteRowStore.OpenFile(File);
        var row = await again.ReadAsync(Table, Partition, "row", Cancellation);
        Assert.Equal((5L, etag), ((long)row!.Properties["Value"], row.ETag));
    }

    [Fact]
    public async Task Tag_is_not_reused_after_the_store_is_reopened()
    {
        var first = await Given("row");
        await Commit(Delete("row", first));
        _store.Dispose();
        using var again = SqliteRowStore.OpenFile(File);
        var second = await again.CommitAsync(Table, Partition, [Insert("row")], Cancellation);
        Assert.NotEqual(first, second[0]);
    }

    [Fact]
    public async Task Disposed_store_rejects_calls_and_closes_its_files()
    {
        await Given("row");
        _store.Dispose();
        _store.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Read("row"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Commit(Insert("other")));
        // Closing the last connection moves the content of the log into the file and deletes the log.
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Disposing_waits_for_running_commits()
    {
        var commits = Enumerable.Range(0, 50).Select(i => Commit(Insert($"row-{i:00}"))).ToArray();
        _store.Dispose();
        var outcomes = await Task.WhenAll(
            commits.Select(async commit =>
            {
                try
                {
                    await commit;
                    return true;
                }
                catch (ObjectDisposedException)
                {
                    return false;
                }
            })
        );
        using var again = SqliteRowStore.OpenFile(File);
        var rows = await again.ReadRangeAsync(Table, Partition, "", "z", 1000, Cancellation);
        Assert.Equal(outcomes.Count(applied => applied), rows.Count);
    }

    [Fact]
    public async Task Two_stores_on_one_file_share_commits_and_tags()
    {
        using var other = SqliteRowStore.OpenFile(File);
        var etag = await Given("row", 1);
        var replaced = await other.CommitAsync(Table, Partition, [Replace("row", 2, etag)], Cancellation);
        Assert.NotEqual(etag, replaced[0]);
        Assert.Equal(2, await ValueOf("row"));
        await Assert.ThrowsAsync<RowConflictException>(() => Commit(Replace("row", 3, etag)));
    }

    [Fact]
    public async Task Reads_do_not_wait_for_a_writer()
    {
        await Given("row", 1);
        using var writer = LockedByAnother();
        Assert.Equal(1, await ValueOf("row"));
        Assert.Single(await Range("", "z"));
    }

    [Fact]
    public async Task Commit_that_waits_too_long_is_certainly_not_applied()
    {
        await Given("row", 1);
        using var impatient = SqliteRowStore.OpenFile(File, TimeSpan.Zero);
        using (LockedByAnother())
        {
            var error = await Assert.ThrowsAsync<RowStoreException>(() =>
                impatient.CommitAsync(Table, Partition, [Insert("other")], Cancellation)
            );
            Assert.False(error.MayHaveBeenApplied);
        }
        Assert.Null(await Read("other"));
        await impatient.CommitAsync(Table, Partition, [Insert("other")], Cancellation);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(1_000, 10)]
    [InlineData(null, 100)]
    public void Lock_timeout_is_divided_into_attempts_of_100_milliseconds(int? milliseconds, int attempts) =>
        Assert.Equal(
            attempts,
            SqliteRowStore.LockAttempts(milliseconds is { } value ? TimeSpan.FromMilliseconds(value) : null)
        );

    [Fact]
    public async Task Commit_waits_for_another_process_and_is_then_applied()
    {
        await Given("row", 1);
        var writer = LockedByAnother();
        var commit = Commit(Insert("other"));
        Assert.False(commit.IsCompleted);
        writer.Dispose();
        await commit;
        Assert.NotNull(await Read("other"));
    }

    [Fact]
    public async Task Waiting_commit_can_be_canceled()
    {
        await Given("row", 1);
        using var cancel = new CancellationTokenSource();
        using (LockedByAnother())
        {
            var holding = Store.CommitAsync(Table, Partition, [Insert("first")], cancel.Token);
            var queued = Store.CommitAsync(Table, Partition, [Insert("second")], cancel.Token);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => holding);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        }
        Assert.Equal(["row"], await KeysOf("", "z"));
    }

    [Fact]
    public async Task Folder_of_a_store_is_created()
    {
        using var store = SqliteRowStore.OpenFile(_folder.File("a/b/store.db"));
        await store.CommitAsync(Table, Partition, [Insert("row")], Cancellation);
    }

    /// <summary>Holds the write lock of the file, with an uncommitted change, until disposed.</summary>
    private SqliteConnection LockedByAnother() => Sql.Run(File, "BEGIN IMMEDIATE; DELETE FROM stored_row");
}
