using System.Collections;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static FlexFunctions.Storage.Tests.TestRow;

namespace FlexFunctions.Storage.Tests;

/// <summary>The calls of <see cref="IRowStore"/> on one connection.</summary>
public sealed class SqliteRowConnectionTests : IDisposable
{
    private readonly SqliteConnection _sqlite = SqliteRowSchema.Open(":memory:");
    private readonly SqliteRowConnection _connection;

    public SqliteRowConnectionTests() => _connection = new(_sqlite, lockAttempts: 1);

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Tags_are_the_numbers_of_commits()
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
    public void Invalid_tag_matches_no_row(string etag)
    {
        Commit(Insert("a"));
        Assert.Throws<RowConflictException>(() => Commit(Replace("a", etag)));
        Assert.Throws<RowConflictException>(() => Commit(new RowOperation.Delete("a", etag)));
        Assert.Equal("1", _connection.Read("Ledger", "account", "a")!.ETag);
    }

    [Fact]
    public void Commit_with_a_conflict_changes_nothing_and_keeps_the_connection()
    {
        Commit(Insert("a"));
        var conflict = Assert.Throws<RowConflictException>(() => Commit(Insert("b"), Insert("a")));
        Assert.Equal((1, "a"), (conflict.OperationIndex, conflict.Key));
        Assert.Equal("The row 'a' (operation 1) is not in the state it was decided on.", conflict.Message);
        Assert.True(_connection.IsUsable);
        Assert.Null(_connection.Read("Ledger", "account", "b"));
    }

    [Fact]
    public void Commit_canceled_before_its_end_is_not_applied()
    {
        using var cancel = new CancellationTokenSource();
        // The first read encodes the operation, later reads execute it.
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
    public void Commit_canceled_before_its_start_runs_no_statement()
    {
        var statements = new List<string>();
        raw.sqlite3_trace(_sqlite.Handle, (_, sql) => statements.Add(sql), null);
        Assert.Throws<OperationCanceledException>(() =>
            _connection.Commit("Ledger", "account", [Insert("a")], new CancellationToken(canceled: true))
        );
        Assert.Empty(statements);
    }

    [Fact]
    public void Range_can_be_canceled()
    {
        Commit(Insert("a"));
        Assert.Throws<OperationCanceledException>(() =>
            _connection.ReadRange("Ledger", "account", "a", "b", 10, new CancellationToken(canceled: true))
        );
    }

    [Fact]
    public void Failed_commit_at_the_end_may_have_been_applied()
    {
        raw.sqlite3_commit_hook(_sqlite.Handle, _ => 1, null);
        var error = Assert.Throws<RowStoreException>(() => Commit(Insert("a")));
        Assert.True(error.MayHaveBeenApplied);
        Assert.True(_connection.IsUsable);

        raw.sqlite3_commit_hook(_sqlite.Handle, null, null);
        Assert.Equal(["1"], Commit(Insert("a")));
    }

    [Fact]
    public void Failed_commit_before_the_end_is_not_applied()
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
    public void Lock_held_by_another_is_requested_up_to_the_limit(int attempts)
    {
        using var folder = new TemporaryFolder();
        using var other = SqliteRowSchema.Open(folder.File("store.db"));
        using var sqlite = SqliteRowSchema.Open(folder.File("store.db"));
        using var connection = new SqliteRowConnection(sqlite, attempts);
        var begins = 0;
        raw.sqlite3_trace(sqlite.Handle, (_, sql) => begins += sql == "BEGIN IMMEDIATE" ? 1 : 0, null);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(other.Handle, "BEGIN IMMEDIATE"));

        // The pool converts this exception to a RowStoreException.
        var error = Assert.Throws<SqliteException>(() =>
            connection.Commit("Ledger", "account", [Insert("a")], default)
        );

        Assert.Equal(raw.SQLITE_BUSY, error.SqliteErrorCode);
        Assert.Equal(attempts, begins);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(other.Handle, "ROLLBACK"));
        Assert.Equal(["1"], connection.Commit("Ledger", "account", [Insert("a")], default));
        Assert.Equal(attempts + 1, begins);
    }

    private IReadOnlyList<string?> Commit(params RowOperation[] operations) =>
        _connection.Commit("Ledger", "account", operations, default);

    private static RowOperation.Replace Replace(string key, string etag) => new(Of(key), etag);

    /// <summary>A list of one operation that reports how often the operation was read.</summary>
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
