using System.Diagnostics.Metrics;

namespace FlexFunctions.Storage;

/// <summary>
/// Counts the calls of a row store and their outcomes: a table store bills its transactions. Calls that break a limit
/// never reach the store and are not counted.
/// </summary>
/// <remarks>
/// Counters: <see cref="TransactionsCounter"/> in {transaction}, tagged operation = read, range or commit, and
/// outcome = ok, conflict or failed (a cancelled call is failed: the store may have been called);
/// <see cref="RowsCounter"/> in {row}, rows found by a read or range, and operations of a successful commit, tagged
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

    /// <param name="store">The store that is counted.</param>
    /// <param name="meter">
    /// The meter of the counters, named <see cref="Instrumentation.Name"/>.
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
