using System.Collections.Concurrent;
using FlexFunctions.Storage;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>
/// The tables of one scenario. Their names have a unique prefix, so that scenarios see neither each other nor a ledger
/// in use. They are deleted when the scenario ends.
/// </summary>
internal sealed class ScratchTables : IRowStore, IAsyncDisposable
{
    private const string Azurite = "UseDevelopmentStorage=true";

    private const string Remedy =
        " Start Azurite (npx azurite --skipApiVersionCheck), or set Storage to a table service.";

    /// <summary>
    /// The number of consecutive failures after which the store is abandoned. On a virtual clock, retries never reach
    /// their deadline.
    /// </summary>
    private const int MostFailures = 6;

    private readonly AzureTablesRowStore _store;
    private readonly string _prefix = $"Replay{Guid.NewGuid():N}";
    private readonly ConcurrentDictionary<string, bool> _written = new(StringComparer.Ordinal);
    private int _failures;

    private ScratchTables(AzureTablesRowStore store) => _store = store;

    /// <summary>The reason why the store was abandoned, or null.</summary>
    public RowStoreException? Failure { get; private set; }

    /// <summary>Opens tables in the service of the setting <c>Storage</c>, or in a local Azurite.</summary>
    /// <exception cref="RowStoreException">
    /// No service is available; the message says in one line what to do.
    /// </exception>
    public static async Task<ScratchTables> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var named = LocalSettings.Read()[AppSettings.Storage] is { Length: > 0 } setting
                ? RowStores.OpenTables(setting)
                : null;
            var tables = new ScratchTables(named ?? RowStores.OpenTables(Azurite)!);
            await tables._store.ReadAsync(tables.Name("Ledger"), "no-account", "no-row", cancellationToken);
            return tables;
        }
        catch (Exception e) when (e is RowStoreException or ArgumentException or InvalidDataException)
        {
            // The error of an invalid setting already says what to do.
            var remedy = e is RowStoreException ? Remedy : "";
            throw new RowStoreException($"--store tables: {e.Message}{remedy}", mayHaveBeenApplied: false, e);
        }
    }

    /// <inheritdoc/>
    public Task<StoredRow?> ReadAsync(
        string table,
        string partition,
        string key,
        CancellationToken cancellationToken
    ) => AskAsync(() => _store.ReadAsync(Name(table), partition, key, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRow>> ReadRangeAsync(
        string table,
        string partition,
        string from,
        string before,
        int atMost,
        CancellationToken cancellationToken
    ) => AskAsync(() => _store.ReadRangeAsync(Name(table), partition, from, before, atMost, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string?>> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    )
    {
        _written[Name(table)] = true;
        return AskAsync(() => _store.CommitAsync(Name(table), partition, operations, cancellationToken));
    }

    /// <summary>Deletes the tables.</summary>
    /// <exception cref="RowStoreException">
    /// The store did not respond; the message names the table that may remain.
    /// </exception>
    public async ValueTask DisposeAsync()
    {
        foreach (var table in _written.Keys)
        {
            try
            {
                await _store.DropTableAsync(table, CancellationToken.None);
                _written.TryRemove(table, out _);
            }
            catch (RowStoreException e)
            {
                throw new RowStoreException($"{e.Message} Table {table} may remain.", false, e);
            }
        }
    }

    private string Name(string table) => _prefix + table;

    private async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        if (Failure is { } reason)
        {
            throw new InvalidOperationException(reason.Message, reason);
        }

        try
        {
            var answer = await call();
            Interlocked.Exchange(ref _failures, 0);
            return answer;
        }
        catch (RowStoreException e)
        {
            if (Interlocked.Increment(ref _failures) >= MostFailures)
            {
                Failure = e;
            }

            throw;
        }
    }
}
