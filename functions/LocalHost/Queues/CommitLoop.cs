using System.Threading.Channels;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The only writer of a store's database. Work that arrives during a commit shares the next commit (group commit). A
/// caller gets its result when its commit is durable.
/// </summary>
/// <remarks>
/// Work that throws is rolled back alone; the rest of its group is committed. In memory, each piece of work runs on the
/// caller's thread in a commit of its own, so a replay stays single-threaded.
/// </remarks>
internal sealed class CommitLoop : IAsyncDisposable
{
    // Also limits the work queued in memory: further callers wait.
    private const int MaxGroupSize = 256;

    private readonly QueueDatabase _database;
    private readonly Lock _inline = new();
    private readonly Channel<Work>? _pending;
    private readonly Task _running;
    private long _commits;
    private bool _closed;

    internal CommitLoop(QueueDatabase database, bool background)
    {
        _database = database;
        _pending = background
            ? Channel.CreateBounded<Work>(new BoundedChannelOptions(MaxGroupSize) { SingleReader = true })
            : null;
        _running = _pending is null ? Task.CompletedTask : Task.Run(() => RunAsync(_pending.Reader));
    }

    /// <summary>The number of committed transactions.</summary>
    internal long Commits => Interlocked.Read(ref _commits);

    /// <summary>Runs the work in a transaction. Returns its result when the transaction is durable.</summary>
    /// <exception cref="ObjectDisposedException">The store has been closed.</exception>
    internal async Task<T> RunAsync<T>(Func<QueueDatabase, T> work)
    {
        var item = new Work<T>(work);
        if (_pending is null)
        {
            lock (_inline)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                Commit([item]);
            }
        }
        else
        {
            try
            {
                await _pending.Writer.WriteAsync(item);
            }
            catch (ChannelClosedException e)
            {
                throw new ObjectDisposedException("The queue store has been closed.", e);
            }
        }

        return await item.Result;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_inline)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _pending?.Writer.Complete();
        await _running;
        _database.Dispose();
    }

    private async Task RunAsync(ChannelReader<Work> reader)
    {
        var group = new List<Work>(MaxGroupSize);
        while (await reader.WaitToReadAsync())
        {
            while (group.Count < MaxGroupSize && reader.TryRead(out var work))
            {
                group.Add(work);
            }

            Commit(group);
            group.Clear();
        }
    }

    private void Commit(IReadOnlyList<Work> group)
    {
        try
        {
            _database.Execute("BEGIN IMMEDIATE");
            try
            {
                foreach (var work in group)
                {
                    RunInSavepoint(work);
                }

                _database.Execute("COMMIT");
                Interlocked.Increment(ref _commits);
            }
            catch
            {
                Rollback("ROLLBACK");
                throw;
            }
        }
#pragma warning disable CA1031 // Every caller of the group gets the exception
        catch (Exception failure)
#pragma warning restore CA1031
        {
            foreach (var work in group)
            {
                work.Fail(failure);
            }

            return;
        }

        foreach (var work in group)
        {
            work.Complete();
        }
    }

    private void RunInSavepoint(Work work)
    {
        _database.Execute("SAVEPOINT work");
        if (!work.TryRun(_database))
        {
            _database.Execute("ROLLBACK TO work");
        }

        _database.Execute("RELEASE work");
    }

    private void Rollback(string sql)
    {
        try
        {
            _database.Execute(sql);
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // SQLite already rolled back, for example because the disk is full. The first error is the one to report.
        }
    }

    private abstract class Work
    {
        /// <summary>Runs the work and keeps its outcome. Returns false if it threw and must be rolled back.</summary>
        internal abstract bool TryRun(QueueDatabase database);

        internal abstract void Complete();

        internal abstract void Fail(Exception failure);
    }

    private sealed class Work<T>(Func<QueueDatabase, T> work) : Work
    {
        private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _exception;

        internal Task<T> Result => _outcome.Task;

        internal override bool TryRun(QueueDatabase database)
        {
            try
            {
                _result = work(database);
                return true;
            }
#pragma warning disable CA1031 // Rethrown to the caller
            catch (Exception e)
#pragma warning restore CA1031
            {
                _exception = e;
                return false;
            }
        }

        internal override void Complete()
        {
            if (_exception is null)
            {
                _outcome.TrySetResult(_result!);
            }
            else
            {
                _outcome.TrySetException(_exception);
            }
        }

        internal override void Fail(Exception failure) => _outcome.TrySetException(_exception ?? failure);
    }
}
