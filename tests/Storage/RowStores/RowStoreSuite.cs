namespace FlexFunctions.Storage.Tests;

/// <summary>
/// The tests of <see cref="IRowStore"/>, with one subclass per adapter. Each test uses its own partition, so tests can
/// share a store.
/// </summary>
public abstract partial class RowStoreSuite
{
    /// <summary>The table that most tests use.</summary>
    protected const string Table = "Ledger";

    private static int s_partitions;

    /// <summary>The store under test.</summary>
    protected abstract IRowStore Store { get; }

    /// <summary>A partition that no other test uses.</summary>
    protected string Partition { get; } = $"account-{Interlocked.Increment(ref s_partitions)}";

    /// <summary>The test's bound: a store that hangs fails its test instead of the run.</summary>
    protected static CancellationToken Cancellation => CancellationToken.None;

    protected static Row Row(string key, long value = 0) => TestRow.Of(key, ("Value", value));

    protected static Row Row(string key, params (string Name, object Value)[] properties) =>
        TestRow.Of(key, properties);

    protected static RowOperation Insert(string key, long value = 0) => new RowOperation.Insert(Row(key, value));

    protected static RowOperation Replace(string key, long value, string etag) =>
        new RowOperation.Replace(Row(key, value), etag);

    protected static RowOperation Delete(string key, string etag) => new RowOperation.Delete(key, etag);

    protected Task<IReadOnlyList<string?>> Commit(params RowOperation[] operations) =>
        Store.CommitAsync(Table, Partition, operations, Cancellation);

    protected Task<StoredRow?> Read(string key) => Store.ReadAsync(Table, Partition, key, Cancellation);

    protected Task<IReadOnlyList<StoredRow>> Range(string from, string before, int atMost = 1000) =>
        Store.ReadRangeAsync(Table, Partition, from, before, atMost, Cancellation);

    protected async Task<string> Given(string key, long value = 0) => (await Commit(Insert(key, value)))[0]!;

    protected async Task<long?> ValueOf(string key) => (long?)(await Read(key))?.Properties["Value"];

    protected async Task<string[]> KeysOf(string from, string before, int atMost = 1000) =>
        [.. (await Range(from, before, atMost)).Select(row => row.Key)];
}
