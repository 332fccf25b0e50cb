using Microsoft.Data.Sqlite;

namespace FlexFunctions.Storage.Tests;

/// <summary>One caller at a time uses a connection. Connections are reused, and closed with the pool.</summary>
public sealed class SqliteConnectionPoolTests
{
    private readonly List<SqliteConnection> _opened = [];

    [Fact]
    public async Task Connection_is_opened_on_demand_and_reused()
    {
        using var pool = Pool(size: 2, inline: true);
        Assert.Empty(_opened);
        var first = await pool.UseAsync(connection => connection, default);
        var second = await pool.UseAsync(connection => connection, default);
        Assert.Same(first, second);
        Assert.Single(_opened);
    }

    [Fact]
    public async Task Connection_that_cannot_end_its_transaction_is_replaced()
    {
        using var pool = Pool(size: 1, inline: true);
        await pool.UseAsync(_ => _opened[0].Run("BEGIN"), default);
        Assert.Equal(System.Data.ConnectionState.Closed, _opened[0].State);

        await pool.UseAsync(connection => connection.IsUsable, default);
        Assert.Equal(2, _opened.Count);
        Assert.Equal(System.Data.ConnectionState.Open, _opened[1].State);
    }

    [Fact]
    public async Task Connection_is_returned_to_the_pool_after_a_failure()
    {
        using var pool = Pool(size: 1, inline: true);
        for (var i = 0; i < 3; i++)
        {
            var error = await Assert.ThrowsAsync<RowStoreException>(() =>
                pool.UseAsync<int>(_ => throw new SqliteException("its own words", 11), default)
            );
            Assert.Equal("The store's file is damaged. (its own words)", error.Message);
            Assert.False(error.MayHaveBeenApplied);
        }

        Assert.Single(_opened);
    }

    [Fact]
    public async Task Work_uses_the_callers_thread_only_in_an_inline_pool()
    {
        using var inline = Pool(size: 1, inline: true);
        var here = Environment.CurrentManagedThreadId;
        var call = inline.UseAsync(_ => Environment.CurrentManagedThreadId, default);
        Assert.True(call.IsCompleted);
        Assert.Equal(here, await call);

        using var apart = Pool(size: 1, inline: false);
        using var isBack = new ManualResetEventSlim();
        var apartCall = apart.UseAsync(_ => isBack.Wait(TimeSpan.FromMinutes(1)), default);
        isBack.Set();
        Assert.True(await apartCall);
    }

    [Fact]
    public async Task Concurrent_work_is_limited_by_the_pool_size()
    {
        using var pool = Pool(size: 2, inline: true);
        using var first = new HeldWork(pool);
        using var second = new HeldWork(pool);
        // The pool is inline, so the work would be complete if it did not have to wait.
        var queued = pool.UseAsync(_ => true, default);
        Assert.False(queued.IsCompleted);
        await first.EndAsync();
        Assert.True(await queued);
        await second.EndAsync();
        Assert.Equal(2, _opened.Count);
    }

    [Fact]
    public async Task Canceled_waiter_does_not_release_a_connection()
    {
        using var pool = Pool(size: 1, inline: true);
        using var work = new HeldWork(pool);
        using var cancel = new CancellationTokenSource();
        var queued = pool.UseAsync(_ => true, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);

        var next = pool.UseAsync(_ => true, default);
        Assert.False(next.IsCompleted);
        await work.EndAsync();
        Assert.True(await next);
    }

    [Fact]
    public async Task Closing_a_pool_waits_for_running_work_and_rejects_waiters()
    {
        var pool = Pool(size: 1, inline: false);
        using var work = new HeldWork(pool);
        var isDone = false;
        var queued = pool.UseAsync(_ => isDone = true, default);
        var closing = Task.Run(pool.Dispose);
        // Once the pool is closed, new callers are rejected instead of waiting.
        var isRefused = false;
        for (var attempt = 0; attempt < 1_000 && !isRefused; attempt++)
        {
            using var once = new CancellationTokenSource(TimeSpan.FromMilliseconds(10));
            var error = await Record.ExceptionAsync(() => pool.UseAsync(_ => true, once.Token));
            isRefused = error is ObjectDisposedException;
            Assert.True(isRefused || error is OperationCanceledException);
        }

        Assert.True(isRefused);
        Assert.False(closing.IsCompleted);
        Assert.False(work.IsCompleted);

        await work.EndAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queued);
        await closing;
        Assert.False(isDone);
        Assert.All(_opened, connection => Assert.Equal(System.Data.ConnectionState.Closed, connection.State));
        pool.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.UseAsync(_ => true, default));
    }

    [Fact]
    public async Task Open_connections_are_reused_and_closed_with_the_pool()
    {
        var connection = new SqliteRowConnection(Opened(), lockAttempts: 1);
        using (var pool = new SqliteConnectionPool(NoneIsOpened, size: 1, inline: true, connection))
        {
            Assert.Same(connection, await pool.UseAsync(given => given, default));
        }

        Assert.Equal(System.Data.ConnectionState.Closed, _opened[0].State);

        static SqliteRowConnection NoneIsOpened() =>
            throw new InvalidOperationException("Another connection was opened.");
    }

    private SqliteConnectionPool Pool(int size, bool inline) =>
        new(() => new SqliteRowConnection(Opened(), lockAttempts: 1), size, inline);

    private SqliteConnection Opened()
    {
        var connection = SqliteRowSchema.Open(":memory:");
        lock (_opened)
        {
            _opened.Add(connection);
        }

        return connection;
    }

    /// <summary>Work that runs on a separate thread until the test ends it.</summary>
    private sealed class HeldWork : IDisposable
    {
        private readonly ManualResetEventSlim _begun = new();
        private readonly ManualResetEventSlim _end = new();
        private readonly Task<bool> _work;

        public HeldWork(SqliteConnectionPool pool)
        {
            _work = Task
                .Factory.StartNew(
                    () => pool.UseAsync(_ => Hold(), default),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
                .Unwrap();
            _begun.Wait();
        }

        public bool IsCompleted => _work.IsCompleted;

        public async Task EndAsync()
        {
            _end.Set();
            Assert.True(await _work);
        }

        public void Dispose()
        {
            _begun.Dispose();
            _end.Dispose();
        }

        private bool Hold()
        {
            _begun.Set();
            return _end.Wait(TimeSpan.FromMinutes(1));
        }
    }
}
