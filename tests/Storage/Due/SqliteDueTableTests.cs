namespace FlexFunctions.Storage.Tests;

public sealed class SqliteDueTableTests : DueTableSuite, IDisposable
{
    private readonly SqliteRowStore _store = SqliteRowStore.OpenMemory();

    protected override IRowStore Store => _store;

    public void Dispose() => _store.Dispose();
}
