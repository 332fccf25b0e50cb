using System.Collections.Frozen;
using Microsoft.Data.Sqlite;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Named queues in one SQLite file, or in memory. Messages that were in hand when the file was last closed are given
/// back (that delivery counts). What a call has acknowledged survives the process's end at any
/// instant. One process at a time: a lock file beside the database says whose it is, and dies with its owner.
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

    /// <summary>The queues, by name without case.</summary>
    public IReadOnlyDictionary<string, DurableQueue> Queues { get; }

    internal CommitLoop Loop => _loop;

    /// <summary>Opens the file, making it and its folder if they are not there.</summary>
    /// <param name="path">
    /// The database file; <c>PATH.lock</c>, <c>-wal</c> and <c>-journal</c> appear beside it.
    /// </param>
    /// <param name="queues">The queues' names, 1 to 260 characters each; those that are new are made.</param>
    /// <param name="time">The clock of enqueued times and locks.</param>
    /// <param name="settings">Lock duration and delivery count; the real service's usual ones if null.</param>
    /// <exception cref="QueueStoreInUseException">Another live process has it.</exception>
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
            // 5 and 6: busy and locked, as when some other tool has the file open.
            if (e.SqliteErrorCode is 5 or 6)
            {
                throw new QueueStoreInUseException(path, e);
            }

            throw new InvalidDataException($"The queue file {path} can not be read: {e.Message}", e);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Queues in memory; every call is done when it returns, on the caller's thread.</summary>
    /// <param name="queues">The queues' names, 1 to 260 characters each; those that are new are made.</param>
    /// <param name="time">The clock of enqueued times and locks.</param>
    /// <param name="settings">Lock duration and delivery count; the real service's usual ones if null.</param>
    public static QueueStore InMemory(IEnumerable<string> queues, TimeProvider time, QueueSettings? settings = null) =>
        new(QueueDatabase.Open(null), null, queues, settings ?? new(), time);

    /// <summary>Finishes what was asked for and closes the file.</summary>
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
            throw new ArgumentException("A queue's name has 1 to 260 characters.", nameof(name));
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

    // The error numbers of a lock that someone else has: EWOULDBLOCK of Linux and macOS, a sharing violation on
    // Windows.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x8007_0020);
}
