using System.Collections;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static FlexFunctions.Storage.Tests.TestRow;

namespace FlexFunctions.Storage.Tests;

/// <summary>What the port's calls do on one connection.</summary>
public sealed class SqliteRowConnectionTests : IDisposable
{
    private readonly SqliteConnection _sqlite = SqliteRowSchema.Open(":memory:");
    private readonly SqliteRowConnection _connection;

    public SqliteRowConnectionTests() => _connection = new(_sqlite, lockAttempts: 1);

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Tags_are_numbers_that_count_commits()
    {
        Assert.Equal(["1", "1"], Commit(Insert("a"), Insert("b")));
        Assert.Equal(["2", null, "2"], Commit(Replace("a", "1"), new RowOperation.Delete("b", "1"), Insert("c")));
    }

    [Theory]
    [InlineData(" 1")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("0x1")]
    [InlineData("W/\"1\"")]
    [InlineData("0")]
    public void A_text_that_is_no_tag_is_the_tag_of_no_row(string etag)
    {
        Commit(Insert("a"));
        Assert.Throws<RowConflictException>(() => Commit(Replace("a", etag)));
        Assert.Throws<RowConflictException>(() => Commit(new RowOperation.Delete("a", etag)));
        Assert.Equal("1", _connection.Read("Ledger", "account", "a")!.ETag);
    }

    [Fact]
    public void A_commit_in_conflict_leaves_nothing_behind_and_the_connection_of_use()
    {
        Commit(Insert("a"));
        var conflict = Assert.Throws<RowConflictException>(() => Commit(Insert("b"), Insert("a")));
        Assert.Equal((1, "a"), (conflict.OperationIndex, conflict.Key));
        Assert.Equal("The row 'a' (operation 1) is not in the state it was decided on.", conflict.Message);
        Assert.True(_connection.IsUsable);
        Assert.Null(_connection.Read("Ledger", "account", "b"));
    }

    [Fact]
    public void A_commit_that_is_cancelled_before_its_end_does_not_stand()
    {
        using var cancel = new CancellationTokenSource();
        // The first look encodes it, later ones carry it out.
        var operations = new WatchedOperations(
            Insert("a"),
            read =>
            {
                if (read > 1)
                {
                    cancel.Cancel();
                }
            }
        );
        Assert.Throws<OperationCanceledException>(() =>
            _connection.Commit("Ledger", "account", operations, cancel.Token)
        );
        Assert.True(_connection.IsUsable);
        Assert.Null(_connection.Read("Ledger", "account", "a"));
    }

    [Fact]
    public void A_commit_that_is_cancelled_before_its_beginning_is_not_begun()
    {
        var run = new List<string>();
        raw.sqlite3_trace(_sqlite.Handle, (_, sql) => run.Add(sql), null);
        Assert.Throws<OperationCanceledException>(() =>
            _connection.Commit("Ledger", "account", [Insert("a")], new CancellationToken(canceled: true))
        );
        Assert.Empty(run);
    }

    [Fact]
    public void A_range_can_be_cancelled()
    {
        Commit(Insert("a"));
        Assert.Throws<OperationCanceledException>(() =>
            _connection.ReadRange("Ledger", "account", "a", "b", 10, new CancellationToken(canceled: true))
        );
    }

    [Fact]
    public void A_commit_that_fails_at_its_end_may_stand()
    {
        raw.sqlite3_commit_hook(_sqlite.Handle, _ => 1, null);
        var error = Assert.Throws<RowStoreException>(() => Commit(Insert("a")));
        Assert.True(error.MayHaveBeenApplied);
        Assert.True(_connection.IsUsable);

        raw.sqlite3_commit_hook(_sqlite.Handle, null, null);
        Assert.Equal(["1"], Commit(Insert("a")));
    }

    [Fact]
    public void A_commit_that_fails_before_its_end_certainly_does_not_stand()
    {
        Commit(Insert("a"));
        _sqlite.Run("DROP TABLE last_etag");
        var error = Assert.Throws<RowStoreException>(() => Commit(Insert("b")));
        Assert.False(error.MayHaveBeenApplied);
        Assert.True(_connection.IsUsable);
        Assert.Null(_connection.Read("Ledger", "account", "b"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_lock_that_another_holds_is_asked_for_as_often_as_was_said(int attempts)
    {
        using var folder = new TemporaryFolder();
        using var other = SqliteRowSchema.Open(folder.File("store.db"));
        using var sqlite = SqliteRowSchema.Open(folder.File("store.db"));
        using var connection = new SqliteRowConnection(sqlite, attempts);
        var begun = 0;
        raw.sqlite3_trace(sqlite.Handle, (_, sql) => begun += sql == "BEGIN IMMEDIATE" ? 1 : 0, null);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(other.Handle, "BEGIN IMMEDIATE"));

        // The pool says it in the port's words.
        var error = Assert.Throws<SqliteException>(() =>
            connection.Commit("Ledger", "account", [Insert("a")], default)
        );

        Assert.Equal(raw.SQLITE_BUSY, error.SqliteErrorCode);
        Assert.Equal(attempts, begun);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(other.Handle, "ROLLBACK"));
        Assert.Equal(["1"], connection.Commit("Ledger", "account", [Insert("a")], default));
        Assert.Equal(attempts + 1, begun);
    }

    private IReadOnlyList<string?> Commit(params RowOperation[] operations) =>
        _connection.Commit("Ledger", "account", operations, default);

    private static RowOperation.Replace Replace(string key, string etag) => new(Of(key), etag);

    /// <summary>One operation that tells how often it was looked at.</summary>
    private sealed class WatchedOperations(RowOperation operation, Action<int> read) : IReadOnlyList<RowOperation>
    {
        private int _reads;

        public int Count => 1;

        public RowOperation this[int index]
        {
            get
            {
                read(++_reads);
                return operation;
            }
        }

        public IEnumerator<RowOperation> GetEnumerator() => throw new NotSupportedException();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
