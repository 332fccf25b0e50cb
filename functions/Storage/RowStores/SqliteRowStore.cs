namespace FlexFunctions.Storage;

/// <summary>
/// The row store in one SQLite file, or in memory: what the local host, tests and replays keep their rows in.
/// </summary>
/// <remarks>
/// A commit is on the disk when it is acknowledged (WAL, synchronous=FULL). Any number of callers and of processes on
/// the same machine may use one file at once: commits take turns, reads see the last commit and wait for no writer. A
/// file must not lie on a network share, where SQLite's locks do not hold.
/// </remarks>
public sealed class SqliteRowStore : IRowStore, IDisposable
{
    /// <summary>How long a commit waits for other processes' commits unless told otherwise.</summary>
    public static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(10);

    private const int Readers = 8;

    private readonly SqliteConnectionPool _readers;
    private readonly SqliteConnectionPool _writer;

    private SqliteRowStore(SqliteConnectionPool readers, SqliteConnectionPool writer)
    {
        _readers = readers;
        _writer = writer;
    }

    /// <summary>Opens a store's file; it and its folder are made if there is none.</summary>
    /// <param name="path">The file. SQLite keeps two more beside it while it is open (-wal, -shm).</param>
    /// <param name="lockTimeout">
    /// How long a commit waits for other processes' commits before it fails, in steps of 0.1 s;
    /// <see cref="DefaultLockTimeout"/> if null.
    /// </param>
    /// <exception cref="RowStoreException">The file cannot be opened, is damaged or no store.</exception>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static SqliteRowStore OpenFile(string path, TimeSpan? lockTimeout = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var file = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RowStoreException($"The folder of '{file}' cannot be made. {error.Message}", false, error);
        }

        var attempts = LockAttempts(lockTimeout);
        SqliteRowConnection Open() => new(SqliteRowSchema.Open(file), attempts);
        var first = Open();
        return new SqliteRowStore(
            new SqliteConnectionPool(Open, Readers, inline: false),
            new SqliteConnectionPool(Open, size: 1, inline: false, first)
        );
    }

    /// <summary>How often <see cref="SqliteRowSchema.LockSlice"/> is waited in that time, at least once.</summary>
    internal static int LockAttempts(TimeSpan? lockTimeout) =>
        (int)Math.Max(1, Math.Ceiling((lockTimeout ?? DefaultLockTimeout) / SqliteRowSchema.LockSlice));

    /// <summary>
    /// Opens an empty store in memory, gone when it is disposed. All work is done on the caller's thread before the task
    /// is handed back, so a single-threaded caller sees no other thread.
    /// </summary>
    public static SqliteRowStore OpenMemory()
    {
        // The database lives as long as its one connection does, so readers and writers share it.
        var pool = new SqliteConnectionPool(
            () => throw new RowStoreException("The store in memory is lost.", mayHaveBeenApplied: false),
            size: 1,
            inline: true,
            new SqliteRowConnection(SqliteRowSchema.Open(":memory:"), lockAttempts: 1)
        );
        return new SqliteRowStore(pool, pool);
    }

    /// <inheritdoc/>
    public Task<StoredRow?> ReadAsync(string table, string partition, string key, CancellationToken cancellationToken)
    {
        RowLimits.CheckRead(table, partition, key);
        return _readers.UseAsync(connection => connection.Read(table, partition, key), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRow>> ReadRangeAsync(
        string table,
        string partition,
        string from,
        string before,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        RowLimits.CheckRange(table, partition, from, before, atMost);
        return _readers.UseAsync(
            connection => connection.ReadRange(table, partition, from, before, atMost, cancellationToken),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string?>> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    )
    {
        RowLimits.CheckCommit(table, partition, operations);
        return _writer.UseAsync(
            connection => connection.Commit(table, partition, operations, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>Waits for the work under way and closes the file; later calls throw.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _readers.Dispose();
    }
}
