namespace FlexFunctions.Storage;

/// <summary>
/// The narrow port to a table store: rows in partitions, with entity tags, and transactions inside one partition.
/// Nothing above it knows which store is below.
/// </summary>
/// <remarks>
/// Every adapter keeps the limits of Azure Tables, also where its own store would allow more
/// (<see cref="RowLimits"/>), and passes the one row-store suite. Table names are 3 to 63 letters and digits, a letter
/// first, in any case; a table is created with its first row. Row keys are compared by ordinal. A call that breaks a
/// limit throws <see cref="ArgumentException"/> and the store is not asked. A call that is cancelled throws
/// <see cref="OperationCanceledException"/>; a commit that was cancelled on its way may still be applied. No adapter
/// retries.
/// </remarks>
public interface IRowStore
{
    /// <summary>Reads one row; null if there is none.</summary>
    /// <exception cref="RowStoreException">The store did not answer, or is too busy.</exception>
    Task<StoredRow?> ReadAsync(string table, string partition, string key, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the rows of a partition with <paramref name="from"/> ≤ key &lt; <paramref name="before"/> in the order of
    /// their keys, at most <paramref name="atMost"/> (1 to 1,000). A full answer may be incomplete: continue from the last
    /// key followed by U+0021, the lowest character a key may hold.
    /// </summary>
    /// <exception cref="RowStoreException">The store did not answer, or is too busy.</exception>
    Task<IReadOnlyList<StoredRow>> ReadRangeAsync(
        string table,
        string partition,
        string from,
        string before,
        int atMost,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Carries out 1 to 100 operations on different rows of one partition, all or nothing, and durably. Answers the
    /// new entity tag of each row in the order of the operations (null for a deleted one).
    /// </summary>
    /// <exception cref="RowConflictException">An operation's precondition does not hold; nothing was done.</exception>
    /// <exception cref="RowStoreException">
    /// The store did not answer, or is too busy; <see cref="RowStoreException.MayHaveBeenApplied"/> says whether the
    /// operations may still have been applied.
    /// </exception>
    /// <exception cref="ArgumentException">The operations break a limit of <see cref="RowLimits"/>.</exception>
    Task<IReadOnlyList<string?>> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    );
}
