using System.Collections.Frozen;
using Microsoft.Data.Sqlite;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Named queues in one SQLite file, or in memory. Work that a call acknowledged survives a crash of the process.
/// Messages that were locked when the process ended are released, and that delivery counts. A lock file next to the
/// database ensures that only one process opens it.
/// </summary>
public sealed class QueueStore : IAsyncDisposable
{
    private readonly CommitLoop _loop;
    private readonly FileStream? _lockFile;

    private QueueStore(
        QueueDatabase database,
        FileStream? owner,
        IEnumerable<string> names,
        QueueSettings settings,
        TimeProvider time
    )
    {
        _lockFile = owner;
        DeadLetterTable.ReleaseAll(database, settings, time.GetUtcNow());
        var numbers = names
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToDictionary(name => name, name => Number(database, name));
        _loop = new(database, background: owner is not null);
        Queues = numbers.ToFrozenDictionary(
            pair => pair.Key,
            pair => new DurableQueue(pair.Key, pair.Value, _loop, settings, time),
            StringComparer.OrdinalIgnoreCase
        );
    }

    /// <summary>The queues by name, ignoring case.</summary>
    public IReadOnlyDictionary<string, DurableQueue> Queues { get; }

    internal CommitLoop Loop => _loop;

    /// <summary>Opens the file. Creates it and its folder if they do not exist.</summary>
    /// <param name="path">
    /// The database file. <c>PATH.lock</c>, <c>PATH-wal</c> and <c>PATH-journal</c> are created next to it.
    /// </param>
    /// <param name="queues">The queue names, 1 to 260 characters each. Missing queues are created.</param>
    /// <param name="time">The clock for enqueued times and locks.</param>
    /// <param name="settings">The queue settings, or null for the defaults.</param>
    /// <exception cref="QueueStoreInUseException">Another process has the file open.</exception>
    /// <exception cref="InvalidDataException">The file is not a queue file, or a later version wrote it.</exception>
    public static QueueStore Open(
        string path,
        IEnumerable<string> queues,
        TimeProvider time,
        QueueSettings? settings = null
    )
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var owner = Own(path);
        try
        {
            return new(QueueDatabase.Open(path), owner, queues, settings ?? new(), time);
        }
        catch (SqliteException e)
        {
            owner.Dispose();
            // 5 and 6 are SQLITE_BUSY and SQLITE_LOCKED: another tool has the file open.
            if (e.SqliteErrorCode is 5 or 6)
            {
                throw new QueueStoreInUseException(path, e);
            }

            throw new InvalidDataException($"The queue file {path} cannot be read: {e.Message}", e);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Creates queues in memory. Every call completes on the caller's thread.</summary>
    /// <param name="queues">The queue names, 1 to 260 characters each. Missing queues are created.</param>
    /// <param name="time">The clock for enqueued times and locks.</param>
    /// <param name="settings">The queue settings, or null for the defaults.</param>
    public static QueueStore InMemory(IEnumerable<string> queues, TimeProvider time, QueueSettings? settings = null) =>
        new(QueueDatabase.Open(null), null, queues, settings ?? new(), time);

    /// <summary>Checks that the file can be written, with a small write that changes nothing.</summary>
    /// <exception cref="SqliteException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The store has been closed.</exception>
    public Task CheckWritableAsync() =>
        _loop.RunAsync(database =>
            database.Execute("UPDATE queues SET name = name WHERE id = (SELECT min(id) FROM queues)")
        );

    /// <summary>Completes the pending work and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        if (_lockFile is not null)
        {
            await _lockFile.DisposeAsync();
        }
    }

    private static long Number(QueueDatabase database, string name)
    {
        if (name.Length is 0 or > 260)
        {
            throw new ArgumentException("A queue name must have 1 to 260 characters.", nameof(name));
        }

        database.Execute("INSERT OR IGNORE INTO queues (name) VALUES ($1)", name);
        return database.Number("SELECT id FROM queues WHERE name = $1", name);
    }

    private static FileStream Own(string path)
    {
        try
        {
            return new($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new QueueStoreInUseException(path, e);
        }
    }

    // The errors of a file that another process has locked: EWOULDBLOCK on Linux and macOS, a sharing violation on
    // Windows.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x8007_0020);
}
