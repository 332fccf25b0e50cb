using System.Diagnostics.Metrics;
using Moq;

namespace FlexFunctions.Storage.Tests;

public sealed class MeteredRowStoreTests : IDisposable
{
    private readonly Meter _meter = new(Instrumentation.Name);
    private readonly MeterListener _listener = new();
    private readonly List<(string Counter, string? Unit, long Value, string Tags)> _measured = [];
    private readonly Dictionary<string, string?> _described = new(StringComparer.Ordinal);
    private readonly SqliteRowStore _sqlite = SqliteRowStore.OpenMemory();

    public MeteredRowStoreTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
            {
                _described[instrument.Name] = instrument.Description;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) =>
                _measured.Add(
                    (
                        instrument.Name,
                        instrument.Unit,
                        value,
                        string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))
                    )
                )
        );
        _listener.Start();
    }

    public void Dispose()
    {
        _sqlite.Dispose();
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Transactions_and_rows_are_counted_by_operation_and_outcome()
    {
        var store = new MeteredRowStore(_sqlite, _meter);
        await CommitAsync(store, "a", "b", "c");
        await store.ReadAsync("Ledger", "account", "a", CancellationToken.None);
        await store.ReadAsync("Ledger", "account", "none", CancellationToken.None);
        await store.ReadRangeAsync("Ledger", "account", "a", "c", 10, CancellationToken.None);
        await Assert.ThrowsAsync<RowConflictException>(() => CommitAsync(store, "d", "a"));

        Assert.Equal(
            [
                ("flex.rows", "{row}", 3, "operation=commit"),
                ("flex.transactions", "{transaction}", 1, "operation=commit outcome=ok"),
                ("flex.rows", "{row}", 1, "operation=read"),
                ("flex.transactions", "{transaction}", 1, "operation=read outcome=ok"),
                ("flex.rows", "{row}", 0, "operation=read"),
                ("flex.transactions", "{transaction}", 1, "operation=read outcome=ok"),
                ("flex.rows", "{row}", 2, "operation=range"),
                ("flex.transactions", "{transaction}", 1, "operation=range outcome=ok"),
                ("flex.transactions", "{transaction}", 1, "operation=commit outcome=conflict"),
            ],
            _measured
        );
    }

    [Fact]
    public async Task Call_that_exceeds_a_limit_is_not_counted()
    {
        var store = new MeteredRowStore(_sqlite, _meter);
        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync(store, "a/b"));
        // Some adapters check limits before they return a task, others within the task.
        var checking = new Mock<IRowStore>(MockBehavior.Strict);
        checking
            .Setup(rows => rows.ReadAsync("Ledger", "account", "a/b", It.IsAny<CancellationToken>()))
            .Returns(() => Refused("a/b"));
        store = new MeteredRowStore(checking.Object, _meter);
        await Assert.ThrowsAsync<ArgumentException>(() => store.ReadAsync("Ledger", "account", "a/b", default));
        Assert.Empty(_measured);
    }

    [Fact]
    public async Task Failed_and_canceled_calls_are_counted_as_failed()
    {
        var failing = new Mock<IRowStore>(MockBehavior.Strict);
        failing
            .SetupSequence(store => store.ReadAsync("Ledger", "account", "a", It.IsAny<CancellationToken>()))
            .ThrowsAsync(new RowStoreException("busy", mayHaveBeenApplied: false))
            .ThrowsAsync(new OperationCanceledException());
        var store = new MeteredRowStore(failing.Object, _meter);
        await Assert.ThrowsAsync<RowStoreException>(() => store.ReadAsync("Ledger", "account", "a", default));
        await Assert.ThrowsAsync<OperationCanceledException>(() => store.ReadAsync("Ledger", "account", "a", default));
        Assert.Equal(
            Enumerable.Repeat(
                (MeteredRowStore.TransactionsCounter, "{transaction}", 1L, "operation=read outcome=failed"),
                2
            ),
            _measured.Select(measured => (measured.Counter, measured.Unit!, measured.Value, measured.Tags))
        );
    }

    [Fact]
    public void Counters_have_descriptions()
    {
        _ = new MeteredRowStore(_sqlite, _meter);
        Assert.Equal("Transactions asked of the row store.", _described["flex.transactions"]);
        Assert.Equal("Rows read from and written to the row store.", _described["flex.rows"]);
    }

    private static async Task<StoredRow?> Refused(string key)
    {
        await Task.Yield();
        RowLimits.CheckRead("Ledger", "account", key);
        return null;
    }

    private static async Task CommitAsync(MeteredRowStore store, params string[] keys)
    {
        await store.CommitAsync(
            "Ledger",
            "account",
            [.. keys.Select(key => TestRow.Insert(key))],
            CancellationToken.None
        );
    }
}
