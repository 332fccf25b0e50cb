using System.Diagnostics.Metrics;

namespace FlexFunctions.Storage;

/// <summary>
/// Counts what a row store is asked and how it answers: the bill of a table store is its number of transactions.
/// Calls that break a limit never reach the store and are not counted.
/// </summary>
/// <remarks>
/// Counters: <see cref="TransactionsCounter"/> in {transaction}, tagged operation = read, range or commit, and
/// outcome = ok, conflict or failed (a cancelled call is failed: the store may have been asked);
/// <see cref="RowsCounter"/> in {row}, rows found by a read or range and operations of a commit that stands, tagged
/// operation.
/// </remarks>
public sealed class MeteredRowStore : IRowStore
{
    /// <summary>Counts calls of the store.</summary>
    public const string TransactionsCounter = "flex.transactions";

    /// <summary>Counts rows read and written.</summary>
    public const string RowsCounter = "flex.rows";

    private readonly IRowStore _store;
    private readonly Counter<long> _transactions;
    private readonly Counter<long> _rows;

    /// <param name="store">The store that does the work.</param>
    /// <param name="meter">
    /// Where the counters are made: a meter named <see cref="Instrumentation.Name"/>, from the host's <see cref="IMeterFactory"/>
    /// or of one's own.
    /// </param>
    public MeteredRowStore(IRowStore store, Meter meter)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(meter);
        _store = store;
        _transactions = meter.CreateCounter<long>(
            TransactionsCounter,
            "{transaction}",
            "Transactions asked of the row store."
        );
        _rows = meter.CreateCounter<long>(RowsCounter, "{row}", "Rows read from and written to the row store.");
    }

    /// <inheritdoc/>
    public Task<StoredRow?> ReadAsync(
        string table,
        string partition,
        string key,
        CancellationToken cancellationToken
    ) =>
        CountAsync(
            "read",
            _store.ReadAsync(table, partition, key, cancellationToken),
            static row => row is null ? 0 : 1
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRow>> ReadRangeAsync(
        string table,
        string partition,
        string from,
        string before,
        int atMost,
        CancellationToken cancellationToken
    ) =>
        CountAsync(
            "range",
            _store.ReadRangeAsync(table, partition, from, before, atMost, cancellationToken),
            static rows => rows.Count
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<string?>> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    ) =>
        CountAsync(
            "commit",
            _store.CommitAsync(table, partition, operations, cancellationToken),
            static etags => etags.Count
        );

    private async Task<T> CountAsync<T>(string operation, Task<T> call, Func<T, int> rows)
    {
        var outcome = "failed";
        try
        {
            var answer = await call;
            outcome = "ok";
            _rows.Add(rows(answer), new KeyValuePair<string, object?>("operation", operation));
            return answer;
        }
        catch (RowConflictException)
        {
            outcome = "conflict";
            throw;
        }
        catch (ArgumentException)
        {
            outcome = "refused";
            throw;
        }
        finally
        {
            if (outcome != "refused")
            {
                _transactions.Add(
                    1,
                    new KeyValuePair<string, object?>("operation", operation),
                    new KeyValuePair<string, object?>("outcome", outcome)
                );
            }
        }
    }
}
