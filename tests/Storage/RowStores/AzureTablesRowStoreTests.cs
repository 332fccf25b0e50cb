using Xunit.Abstractions;

namespace FlexFunctions.Storage.Tests;

[Collection(AzuriteCollection.Name)]
public sealed class AzureTablesRowStoreTests(AzuriteFixture azurite, ITestOutputHelper output) : RowStoreSuite
{
    protected override IRowStore Store { get; } =
        AzureTablesRowStore.FromConnectionString(azurite.Server.ConnectionString);

    public static TheoryData<string, int, object> Payloads() =>
        new()
        {
            { "k", 100, 1L },
            { "k", 100, long.MinValue },
            { "key'of\"(some)&[odd]+characters,%20漢é", 100, "" },
            { "k", 1, new string('漢', 32 * 1024) },
            { "k", 1, new string('"', 32 * 1024) },
            { "k", 1, string.Concat(Enumerable.Repeat("😀", 16 * 1024)) },
            { "k", 1, new string('x', 32 * 1024) },
            // The base64 form contains only + here, and only / below.
            {
                "k",
                1,
                Enumerable
                    .Range(0, 64 * 1024)
                    .Select(i =>
                        (byte)(
                            i % 3 == 0 ? 0xFB
                            : i % 3 == 1 ? 0xEF
                            : 0xBE
                        )
                    )
                    .ToArray()
            },
            { "k", 1, Enumerable.Repeat((byte)0xFF, 64 * 1024).ToArray() },
        };

    [Fact]
    public async Task Drop_removes_a_table_and_ignores_a_missing_table()
    {
        var store = AzureTablesRowStore.FromConnectionString(azurite.Server.ConnectionString);
        await store.CommitAsync("Dropped", "account", [TestRow.Insert("row")], default);

        await store.DropTableAsync("Dropped", default);
        await store.DropTableAsync("Dropped", default);

        Assert.Null(await store.ReadAsync("Dropped", "account", "row", default));
        await Assert.ThrowsAsync<ArgumentException>(() => store.DropTableAsync("no table", default));
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Estimated_payload_is_never_too_low(string key, int operations, object value)
    {
        // Creates the table, so that every later commit is sent once.
        await Given("first");
        await using var proxy = FaultyProxy.Start(azurite.Server.Port);
        var store = AzureTablesRowStore.FromConnectionString(azurite.Server.ConnectionStringThrough(proxy.Port));
        var inserts = Enumerable
            .Range(0, operations)
            .Select(i => new RowOperation.Insert(Row($"{key}{i}", ("Value", value))))
            .ToArray();
        var etags = await store.CommitAsync(Table, Partition, inserts, Cancellation);
        Check("insert", inserts, proxy.RequestBytes);

        var before = proxy.RequestBytes;
        var replaces = inserts.Select((insert, i) => new RowOperation.Replace(insert.Row, etags[i]!)).ToArray();
        await store.CommitAsync(Table, Partition, replaces, Cancellation);
        Check("replace", replaces, proxy.RequestBytes - before);
    }

    private void Check(string what, IEnumerable<RowOperation> operations, long sent)
    {
        var estimate = RowSize.EnvelopeBytes + operations.Sum(operation => RowSize.PayloadBytes(Partition, operation));
        output.WriteLine($"{what}: {sent} bytes were sent, {estimate} estimated");
        Assert.True(sent <= estimate);
    }
}
