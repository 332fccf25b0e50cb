using System.Collections.Concurrent;
using FlexFunctions.Storage;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>
/// Tables of one timeline's own: their names bear a prefix that nobody else has, so that timelines see neither each
/// other nor a ledger that is in use, and they are deleted when the timeline ends, however it ends.
/// </summary>
internal sealed class ScratchTables : IRowStore, IAsyncDisposable
{
    private const string Azurite = "UseDevelopmentStorage=true";

    private const string Remedy =
        " Start Azurite (npx azurite --skipApiVersionCheck), or let setting Storage name a table service.";

    /// <summary>
    /// How many calls in a row may fail. A virtual clock reaches no deadline while a call is tried again, so somebody
    /// else has to give up.
    /// </summary>
    private const int MostFailures = 6;

    private readonly AzureTablesRowStore _store;
    private readonly string _prefix = $"Replay{Guid.NewGuid():N}";
    private readonly ConcurrentDictionary<string, bool> _written = new(StringComparer.Ordinal);
    private int _failures;

    private ScratchTables(AzureTablesRowStore store) => _store = store;

    /// <summary>Why the store was given up; null as long as it answers.</summary>
    public RowStoreException? GivenUp { get; private set; }

    /// <summary>Tables in the service that setting <c>Storage</c> names, if it names one, else in a local Azurite.</summary>
    /// <exception cref="RowStoreException">There is none to be used; the message is one line that says what to do.</exception>
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
            // A setting that can not be read says itself what would do.
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

    /// <summary>Deletes what was made.</summary>
    /// <exception cref="RowStoreException">The store did not answer; the message names the table that may be left.</exception>
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
                throw new RowStoreException($"{e.Message} Table {table} may be left behind.", false, e);
            }
        }
    }

    private string Name(string table) => _prefix + table;

    private async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        if (GivenUp is { } reason)
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
                GivenUp = e;
            }

            throw;
        }
    }
}
