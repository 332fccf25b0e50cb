using System.Diagnostics;
using Azure;
using Azure.Data.Tables;

namespace FlexFunctions.Storage;

/// <summary>Rows and operations in the terms of Azure.Data.Tables.</summary>
internal static class AzureTablesEntity
{
    public static TableTransactionAction ToAction(string partition, RowOperation operation) =>
        operation switch
        {
            RowOperation.Insert insert => new(TableTransactionActionType.Add, ToEntity(partition, insert.Row)),
            RowOperation.Replace replace => new(
                TableTransactionActionType.UpdateReplace,
                ToEntity(partition, replace.Row),
                new ETag(replace.ETag)
            ),
            RowOperation.Delete delete => new(
                TableTransactionActionType.Delete,
                new TableEntity(partition, delete.Key),
                new ETag(delete.ETag)
            ),
            _ => throw new UnreachableException(),
        };

    public static StoredRow ToRow(TableEntity entity)
    {
        var properties = new Dictionary<string, object>(entity.Count, StringComparer.Ordinal);
        foreach (var (name, value) in entity)
        {
            // The service's own names, such as odata.etag, are not identifiers.
            if (
                name is not ("PartitionKey" or "RowKey" or "Timestamp")
                && !name.Contains('.', StringComparison.Ordinal)
            )
            {
                properties.Add(name, value is BinaryData data ? data.ToArray() : value);
            }
        }
        return new StoredRow(entity.RowKey, properties, entity.ETag.ToString("H"));
    }

    private static TableEntity ToEntity(string partition, Row row)
    {
        var entity = new TableEntity(partition, row.Key);
        foreach (var (name, value) in row.Properties)
        {
            entity.Add(name, value);
        }

        return entity;
    }
}
