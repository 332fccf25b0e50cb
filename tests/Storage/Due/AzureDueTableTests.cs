namespace FlexFunctions.Storage.Tests;

[Collection(AzuriteCollection.Name)]
public sealed class AzureDueTableTests(AzuriteFixture azurite) : DueTableSuite
{
    protected override IRowStore Store { get; } =
        AzureTablesRowStore.FromConnectionString(
            azurite.Server.ConnectionStringOf(azurite.Server.NextAccount(), azurite.Server.Port)
        );
}
