using System.Threading.Channels;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The only writer of a store's database. What many callers ask for while a commit is on its way to the disk goes into
/// the next commit together (group commit), and nobody gets an answer before the commit that holds it is durable.
/// </summary>
/// <remarks>
/// A piece of work that throws is undone alone; the others of its group are committed. In memory there is no disk to
/// wait for, so work runs on the caller's thread, one piece a commit, and a replay stays single-threaded.
/// </remarks>
internal sealed class CommitLoop : IAsyncDisposable
{
    // Also bounds what a burst of senders keeps in memory: further ones wait for room.
    private const int LargestGroup = 256;

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
            ? Channel.CreateBounded<Work>(new BoundedChannelOptions(LargestGroup) { SingleReader = true })
            : null;
        _running = _pending is null ? Task.CompletedTask : Task.Run(() => RunAsync(_pending.Reader));
    }

    /// <summary>How many transactions have been committed.</summary>
    internal long Commits => Interlocked.Read(ref _commits);

    /// <summary>Does the work in a transaction and returns its result once that is durable.</summary>
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
        var group = new List<Work>(LargestGroup);
        while (await reader.WaitToReadAsync())
        {
            while (group.Count < LargestGroup && reader.TryRead(out var work))
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
                    DoAlone(work);
                }

                _database.Execute("COMMIT");
                Interlocked.Increment(ref _commits);
            }
            catch
            {
                Undo("ROLLBACK");
                throw;
            }
        }
#pragma warning disable CA1031 // A disk that is full or gone is told to every caller, whatever the exception
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
            work.Publish();
        }
    }

    private void DoAlone(Work work)
    {
        _database.Execute("SAVEPOINT one");
        if (!work.TryDo(_database))
        {
            _database.Execute("ROLLBACK TO one");
        }

        _database.Execute("RELEASE one");
    }

    private void Undo(string sql)
    {
        try
        {
            _database.Execute(sql);
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // SQLite has rolled back by itself, as it does when the disk is full; the first error is the one to tell.
        }
    }

    private abstract class Work
    {
        /// <summary>Does it and keeps the outcome; false if it threw and has to be undone.</summary>
        internal abstract bool TryDo(QueueDatabase database);

        internal abstract void Publish();

        internal abstract void Fail(Exception failure);
    }

    private sealed class Work<T>(Func<QueueDatabase, T> work) : Work
    {
        private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _exception;

        internal Task<T> Result => _outcome.Task;

        internal override bool TryDo(QueueDatabase database)
        {
            try
            {
                _result = work(database);
                return true;
            }
#pragma warning disable CA1031 // Told to the caller
            catch (Exception e)
#pragma warning restore CA1031
            {
                _exception = e;
                return false;
            }
        }

        internal override void Publish()
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
