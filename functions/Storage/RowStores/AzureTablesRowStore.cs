using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace FlexFunctions.Storage;

/// <summary>
/// The row store on Azure Table Storage (or Azurite). A commit is one entity group transaction. A table is created when
/// its first row is written.
/// </summary>
/// <remarks>
/// Nothing is retried here: only the layer above knows what a lost response means to its commit and how much time is
/// left. The SDK's own retries are off, and throttling is a <see cref="RowStoreException"/>. A cancelled commit may have
/// been applied.
/// </remarks>
public sealed class AzureTablesRowStore : IRowStore
{
    /// <summary>The time limit of one request. Azure Tables itself stops after 30 seconds.</summary>
    public static readonly TimeSpan DefaultRequestTimeout = TimeSpan.FromSeconds(15);

    private readonly TableServiceClient _service;
    private readonly ConcurrentDictionary<string, TableClient> _tables = new(StringComparer.OrdinalIgnoreCase);

    private AzureTablesRowStore(TableServiceClient service) => _service = service;

    /// <summary>Opens the store of a connection string. Sends no request yet.</summary>
    /// <param name="connectionString">With an account key or a shared access signature, or for Azurite.</param>
    /// <param name="requestTimeout"><see cref="DefaultRequestTimeout"/> if null.</param>
    /// <exception cref="FormatException">The connection string is malformed.</exception>
    /// <exception cref="ArgumentException">The connection string names no table service.</exception>
    public static AzureTablesRowStore FromConnectionString(string connectionString, TimeSpan? requestTimeout = null) =>
        new(new TableServiceClient(connectionString, Options(requestTimeout)));

    /// <summary>Opens the store of an account with an identity. Sends no request yet.</summary>
    /// <param name="account">The account's table endpoint, https://NAME.table.core.windows.net.</param>
    /// <param name="credential">The program's identity, which needs the role Storage Table Data Contributor.</param>
    /// <param name="requestTimeout"><see cref="DefaultRequestTimeout"/> if null.</param>
    /// <exception cref="ArgumentException">The address is not https.</exception>
    public static AzureTablesRowStore FromAccount(
        Uri account,
        TokenCredential credential,
        TimeSpan? requestTimeout = null
    ) => new(new TableServiceClient(account, credential, Options(requestTimeout)));

    /// <inheritdoc/>
    public async Task<StoredRow?> ReadAsync(
        string table,
        string partition,
        string key,
        CancellationToken cancellationToken
    )
    {
        RowLimits.CheckRead(table, partition, key);
        try
        {
            var answer = await Table(table)
                .GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
            return answer.HasValue ? AzureTablesEntity.ToRow(answer.Value!) : null;
        }
        catch (Exception error) when (AzureTablesFailure.IsFailure(error, cancellationToken))
        {
            throw AzureTablesFailure.OfRead(error);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredRow>> ReadRangeAsync(
        string table,
        string partition,
        string from,
        string before,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        RowLimits.CheckRange(table, partition, from, before, atMost);
        cancellationToken.ThrowIfCancellationRequested();
        var rows = new List<StoredRow>();
        if (string.CompareOrdinal(from, before) >= 0)
        {
            return rows;
        }

        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {before}"
        );
        try
        {
            // A page may be short or even empty although more follows; the SDK follows the continuation to the end.
            var entities = Table(table).QueryAsync<TableEntity>(filter, atMost, cancellationToken: cancellationToken);
            await foreach (var entity in entities)
            {
                rows.Add(AzureTablesEntity.ToRow(entity));
                if (rows.Count == atMost)
                {
                    break;
                }
            }
            return rows;
        }
        catch (RequestFailedException error) when (AzureTablesFailure.IsTableMissing(error))
        {
            return [];
        }
        catch (Exception error) when (AzureTablesFailure.IsFailure(error, cancellationToken))
        {
            throw AzureTablesFailure.OfRead(error);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string?>> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    )
    {
        RowLimits.CheckCommit(table, partition, operations);
        try
        {
            return await SubmitAsync(table, partition, operations, cancellationToken);
        }
        catch (RequestFailedException error) when (AzureTablesFailure.IsTableMissing(error))
        {
            // A missing table holds no row whose entity tag could match.
            for (var i = 0; i < operations.Count; i++)
            {
                if (operations[i] is not RowOperation.Insert)
                {
                    throw new RowConflictException(i, operations[i].Key, error);
                }
            }
        }
        catch (Exception error) when (AzureTablesFailure.IsFailure(error, cancellationToken))
        {
            throw AzureTablesFailure.OfCommit(error, operations);
        }

        await CreateTableAsync(table, cancellationToken);
        try
        {
            return await SubmitAsync(table, partition, operations, cancellationToken);
        }
        catch (Exception error) when (AzureTablesFailure.IsFailure(error, cancellationToken))
        {
            throw AzureTablesFailure.OfCommit(error, operations);
        }
    }

    /// <summary>
    /// Deletes a table with all its rows, if it exists. The port has no such call, because a ledger is kept for ever: this
    /// is for scratch tables only.
    /// </summary>
    /// <exception cref="RowStoreException">The store did not respond; the table may or may not exist.</exception>
    public async Task DropTableAsync(string table, CancellationToken cancellationToken)
    {
        RowNames.CheckTable(table);
        try
        {
            await Table(table).DeleteAsync(cancellationToken);
        }
        catch (Exception error) when (AzureTablesFailure.IsFailure(error, cancellationToken))
        {
            throw AzureTablesFailure.OfRead(error);
        }
    }

    private async Task<IReadOnlyList<string?>> SubmitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    )
    {
        var actions = operations.Select(operation => AzureTablesEntity.ToAction(partition, operation));
        var answer = await Table(table).SubmitTransactionAsync(actions, cancellationToken);
        if (answer.Value.Count != operations.Count)
        {
            throw new InvalidDataException(
                $"The transaction of {operations.Count} operations was answered with {answer.Value.Count} parts."
            );
        }

        var etags = new string?[operations.Count];
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is RowOperation.Delete)
            {
                continue;
            }

            etags[i] =
                answer.Value[i].Headers.ETag?.ToString("H")
                ?? throw new InvalidDataException(
                    $"The write of row '{operations[i].Key}' was answered without a tag."
                );
        }
        return etags;
    }

    private async Task CreateTableAsync(string table, CancellationToken cancellationToken)
    {
        try
        {
            await Table(table).CreateIfNotExistsAsync(cancellationToken);
        }
        catch (Exception error) when (AzureTablesFailure.IsFailure(error, cancellationToken))
        {
            throw AzureTablesFailure.OfRead(error);
        }
    }

    private TableClient Table(string table) => _tables.GetOrAdd(table, _service.GetTableClient);

    private static TableClientOptions Options(TimeSpan? requestTimeout) =>
        new() { Retry = { MaxRetries = 0, NetworkTimeout = requestTimeout ?? DefaultRequestTimeout } };
}
