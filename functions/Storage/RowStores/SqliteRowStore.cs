namespace FlexFunctions.Storage;

/// <summary>
/// The row store in one SQLite file or in memory, for the local host, tests and replays.
/// </summary>
/// <remarks>
/// An acknowledged commit is on the disk (WAL, synchronous=FULL). Any number of callers and processes on one machine may
/// use a file at once: commits take turns, and reads see the last commit without waiting. The file must not be on a
/// network share, where SQLite's locks do not work.
/// </remarks>
public sealed class SqliteRowStore : IRowStore, IDisposable
{
    /// <summary>The default time that a commit waits for other processes' commits.</summary>
    public static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(10);

    private const int Readers = 8;

    private readonly SqliteConnectionPool _readers;
    private readonly SqliteConnectionPool _writer;

    private SqliteRowStore(SqliteConnectionPool readers, SqliteConnectionPool writer)
    {
        _readers = readers;
        _writer = writer;
    }

    /// <summary>Opens a store's file; creates the file and its folder if they do not exist.</summary>
    /// <param name="path">The file. While it is open, SQLite keeps two more beside it (-wal, -shm).</param>
    /// <param name="lockTimeout">
    /// The time that a commit waits for other processes' commits before it fails, in steps of 0.1 s;
    /// <see cref="DefaultLockTimeout"/> if null.
    /// </param>
    /// <exception cref="RowStoreException">The file cannot be opened, is damaged, or is not a store.</exception>
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

    /// <summary>Returns the number of waits of <see cref="SqliteRowSchema.LockSlice"/> in that time; at least one.</summary>
    internal static int LockAttempts(TimeSpan? lockTimeout) =>
        (int)Math.Max(1, Math.Ceiling((lockTimeout ?? DefaultLockTimeout) / SqliteRowSchema.LockSlice));

    /// <summary>
    /// Opens an empty store in memory, which ends when it is disposed. All work is done on the caller's thread before the
    /// task is returned, so a single-threaded caller sees no other thread.
    /// </summary>
    public static SqliteRowStore OpenMemory()
    {
        // The database lives as long as its connection, so readers and writers share one.
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

    /// <summary>Waits for running work and closes the file. Later calls throw.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _readers.Dispose();
    }
}
