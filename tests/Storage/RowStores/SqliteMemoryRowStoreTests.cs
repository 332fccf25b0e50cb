namespace FlexFunctions.Storage.Tests;

public sealed class SqliteMemoryRowStoreTests : RowStoreSuite, IDisposable
{
    private readonly SqliteRowStore _store = SqliteRowStore.OpenMemory();

    protected override IRowStore Store => _store;

    public void Dispose() => _store.Dispose();

    [Fact]
    public void In_memory_calls_complete_synchronously()
    {
        Assert.True(Commit(Insert("row")).IsCompletedSuccessfully);
        Assert.True(Read("row").IsCompletedSuccessfully);
        Assert.True(Range("", "z").IsCompletedSuccessfully);
        Assert.True(Commit(Insert("row")).IsFaulted);
    }

    [Fact]
    public async Task Two_stores_in_memory_share_nothing()
    {
        using var other = SqliteRowStore.OpenMemory();
        await Given("row");
        Assert.Null(await other.ReadAsync(Table, Partition, "row", Cancellation));
    }
}
