using Microsoft.Data.Sqlite;

namespace FlexFunctions.Storage.Tests;

/// <summary>The error messages for SQLite's result codes (sqlite.org/rescode.html).</summary>
public sealed class SqliteFailureTests
{
    [Theory]
    [InlineData(5, "The store's file is locked by another writer for too long.")]
    [InlineData(6, "The store's file is locked by another writer for too long.")]
    [InlineData(13, "The disk of the store's file is full.")]
    [InlineData(10, "The store's file cannot be read or written.")]
    [InlineData(11, "The store's file is damaged.")]
    [InlineData(26, "The store's file is not a SQLite database.")]
    [InlineData(14, "The store's file cannot be opened.")]
    [InlineData(8, "The store's file may not be written.")]
    [InlineData(3, "The store's file may not be written.")]
    [InlineData(7, "There is not enough memory to use the store.")]
    [InlineData(1, "The store's file cannot be used.")]
    public void Failure_becomes_a_sentence_with_the_message_of_SQLite(int code, string sentence)
    {
        var error = new SqliteException("its own words", code);
        foreach (var may in (bool[])[true, false])
        {
            var failure = SqliteFailure.ToRowStoreException(error, may);
            Assert.Equal($"{sentence} (its own words)", failure.Message);
            Assert.Equal(may, failure.MayHaveBeenApplied);
            Assert.Same(error, failure.InnerException);
        }
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(10, false)]
    [InlineData(13, false)]
    public void Lock_errors_are_distinguished_from_disk_errors(int code, bool isBusy) =>
        Assert.Equal(isBusy, SqliteFailure.IsBusy(new SqliteException("", code)));
}
