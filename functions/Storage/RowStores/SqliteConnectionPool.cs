using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace FlexFunctions.Storage;

/// <summary>
/// A bounded set of connections, each used by one caller at a time; they are opened when first needed. Callers beyond
/// the bound wait their turn.
/// </summary>
/// <param name="open">Opens one more connection.</param>
/// <param name="size">How many there are at most.</param>
/// <param name="inline">
/// True to work on the caller's thread: for a database in memory, whose work is short and whose order a simulation owns.
/// </param>
/// <param name="opened">Connections that are open already, at most <paramref name="size"/>.</param>
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

    /// <summary>Waits for a turn, does the work with a connection of its own, and gives the connection back.</summary>
    /// <exception cref="RowStoreException">SQLite failed outside a commit, or no connection could be opened.</exception>
    public async Task<T> UseAsync<T>(Func<SqliteRowConnection, T> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        await _turns.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            // SQLite works synchronously and may wait for the disk or another process: not on the caller's thread.
#pragma warning disable RS0030 // Below the port: SQLite blocks, and must not block who awaits it
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

    /// <summary>Waits for the work under way and closes the connections; later callers are refused.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        for (var i = 0; i < size; i++)
            _turns.Wait();
        while (_idle.TryPop(out var connection))
            connection.Dispose();
        // Whoever waited in line meanwhile wakes up, to be refused.
        _turns.Release(size);
    }

    private T Work<T>(Func<SqliteRowConnection, T> work)
    {
        if (!_idle.TryPop(out var connection))
            connection = open();
        try
        {
            return work(connection);
        }
        finally
        {
            if (connection.IsUsable)
                _idle.Push(connection);
            else
                connection.Dispose();
        }
    }
}
