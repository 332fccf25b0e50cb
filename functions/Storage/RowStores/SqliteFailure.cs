using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FlexFunctions.Storage;

/// <summary>Maps errors of SQLite to the errors of <see cref="IRowStore"/>.</summary>
internal static class SqliteFailure
{
    /// <summary>Returns the error in one sentence, with SQLite's own error as the inner exception.</summary>
    public static RowStoreException ToRowStoreException(SqliteException error, bool mayHaveBeenApplied)
    {
        var what = error.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "The store's file is locked by another writer for too long.",
            raw.SQLITE_FULL => "The disk of the store's file is full.",
            raw.SQLITE_IOERR => "The store's file cannot be read or written.",
            raw.SQLITE_CORRUPT => "The store's file is damaged.",
            raw.SQLITE_NOTADB => "The store's file is not a SQLite database.",
            raw.SQLITE_CANTOPEN => "The store's file cannot be opened.",
            raw.SQLITE_READONLY or raw.SQLITE_PERM => "The store's file may not be written.",
            raw.SQLITE_NOMEM => "There is not enough memory to use the store.",
            _ => "The store's file cannot be used.",
        };
        return new RowStoreException($"{what} ({error.Message})", mayHaveBeenApplied, error);
    }

    /// <summary>Returns true if another connection held the lock.</summary>
    public static bool IsBusy(SqliteException error) => error.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;
}
