using Azure;
using Azure.Data.Tables;

namespace FlexFunctions.Storage.Tests;

/// <summary>The conversion of rows and operations to types of Azure.Data.Tables.</summary>
public sealed class AzureTablesEntityTests
{
    private static readonly Row s_row = TestRow.Of("row", ("Text", "a"), ("Number", 1L));

    [Fact]
    public void Operation_becomes_one_action_with_its_precondition()
    {
        Check(new RowOperation.Insert(s_row), TableTransactionActionType.Add, "");
        Check(new RowOperation.Replace(s_row, "W/\"1\""), TableTransactionActionType.UpdateReplace, "W/\"1\"");

        var delete = AzureTablesEntity.ToAction("account", new RowOperation.Delete("row", "W/\"2\""));
        Assert.Equal(TableTransactionActionType.Delete, delete.ActionType);
        Assert.Equal(("account", "row"), (delete.Entity.PartitionKey, delete.Entity.RowKey));
        Assert.Equal("W/\"2\"", delete.ETag.ToString("H"));
    }

    [Fact]
    public void System_properties_of_an_entity_are_not_properties_of_the_row()
    {
        var entity = new TableEntity("account", "row")
        {
            ETag = new ETag("W/\"3\""),
            Timestamp = DateTimeOffset.UnixEpoch,
            ["odata.type"] = "flex.Ledger",
            ["Text"] = "a",
            ["Bytes"] = BinaryData.FromBytes([1, 2]),
        };
        var row = AzureTablesEntity.ToRow(entity);
        Assert.Equal(("row", "W/\"3\""), (row.Key, row.ETag));
        Assert.Equal(["Bytes", "Text"], row.Properties.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("a", row.Properties["Text"]);
        Assert.Equal(new byte[] { 1, 2 }, row.Properties["Bytes"]);
    }

    private static void Check(RowOperation operation, TableTransactionActionType type, string etag)
    {
        var action = AzureTablesEntity.ToAction("account", operation);
        Assert.Equal(type, action.ActionType);
        Assert.Equal(etag, action.ETag.ToString("H"));
        var entity = Assert.IsType<TableEntity>(action.Entity);
        Assert.Equal(("account", "row"), (entity.PartitionKey, entity.RowKey));
        Assert.Equal(("a", 1L), ((string)entity["Text"], (long)entity["Number"]));
    }
}
