using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace FlexFunctions.Storage;

/// <summary>
/// A bounded pool of connections, opened when first needed. Each is used by one caller at a time; further callers wait.
/// </summary>
/// <param name="open">Opens one more connection.</param>
/// <param name="size">The most connections.</param>
/// <param name="inline">
/// True to work on the caller's thread: for a database in memory, whose work is short and whose order a simulation
/// controls.
/// </param>
/// <param name="opened">Connections that are already open, at most <paramref name="size"/>.</param>
internal sealed class SqliteConnectionPool(
    Func<SqliteRowConnection> open,
    int size,
    bool inline,
    params SqliteRowConnection[] opened
) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(size);
    private readonly ConcurrentStack<SqliteRowConnection> _idle = new(opened);
    private volatile bool _closed;

    /// <summary>Waits for a free connection, does the work with it, and returns the connection.</summary>
    /// <exception cref="RowStoreException">SQLite failed outside a commit, or no connection could be opened.</exception>
    public async Task<T> UseAsync<T>(Func<SqliteRowConnection, T> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        await _turns.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            // SQLite blocks while it waits for the disk or another process, so it does not run on the caller's thread.
#pragma warning disable RS0030 // Below the port: SQLite blocks, and must not block its caller
            return inline ? Work(work) : await Task.Run(() => Work(work), CancellationToken.None);
#pragma warning restore RS0030
        }
        catch (SqliteException error)
        {
            throw SqliteFailure.ToRowStoreException(error, mayHaveBeenApplied: false);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Waits for running work and closes the connections. Later calls throw.</summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        for (var i = 0; i < size; i++)
        {
            _turns.Wait();
        }

        while (_idle.TryPop(out var connection))
        {
            connection.Dispose();
        }
        // Wake the waiting callers; their calls throw.
        _turns.Release(size);
    }

    private T Work<T>(Func<SqliteRowConnection, T> work)
    {
        if (!_idle.TryPop(out var connection))
        {
            connection = open();
        }

        try
        {
            return work(connection);
        }
        finally
        {
            if (connection.IsUsable)
            {
                _idle.Push(connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }
}
