using FlexFunctions.Domain;
using Moq;

namespace FlexFunctions.Storage.Tests;

/// <summary>Retries with backoff when the store is busy, fails or cannot be reached.</summary>
public sealed class BusyStoreTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_time = TimeSpan.FromMinutes(4.5);

    [Theory]
    [InlineData(503, "ServerBusy")]
    [InlineData(500, "OperationTimedOut")]
    [InlineData(0, "")]
    public async Task Busy_store_is_retried_with_growing_delays_until_the_deadline(int status, string code)
    {
        await using var store = Store.Start(status, code);
        var clock = new SkippingClock(s_now);

        await Assert.ThrowsAsync<RowStoreException>(() => ReadAsync(store.Port, clock, seed: 1));

        // Every attempt starts before the deadline or at most one delay after it; the caller's margin is longer.
        Assert.InRange(clock.GetUtcNow() - s_now, s_time, s_time + s_longest);
        Assert.All(clock.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, s_longest));
        Assert.All(clock.Waits.Take(2), wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        // The number of attempts is limited, so that retries do not overload a throttled store.
        Assert.InRange(clock.Waits.Count, 10, 300);
    }

    [Fact]
    public async Task Instances_wait_for_different_times_and_a_seed_repeats_them()
    {
        await using var store = Store.Start(503, "ServerBusy");

        var (one, two, again) = (await WaitsAsync(1), await WaitsAsync(2), await WaitsAsync(1));

        Assert.Equal(one, again);
        Assert.NotEqual(one[0], two[0]);
        Assert.True(one.Intersect(two).Count() < one.Count / 2, "Both wait for the same times.");

        async Task<IReadOnlyList<TimeSpan>> WaitsAsync(int seed)
        {
            var clock = new SkippingClock(s_now);
            await Assert.ThrowsAsync<RowStoreException>(() => ReadAsync(store.Port, clock, seed));
            return clock.Waits;
        }
    }

    [Fact]
    public async Task Store_that_recovers_in_time_causes_no_error()
    {
        using var memory = SqliteRowStore.OpenMemory();
        var busy = new Mock<IRowStore>();
        var reads = 0;
        busy.Setup(store => store.ReadAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<string>(), default))
            .Returns(
                (string table, string partition, string key, CancellationToken cancel) =>
                    ++reads <= 5
                        ? throw new RowStoreException("The store is too busy.", mayHaveBeenApplied: false)
                        : memory.ReadAsync(table, partition, key, cancel)
            );
        var clock = new SkippingClock(s_now);

        Assert.Same(Account.New, await ReadAsync(new LedgerStore(busy.Object, new RowCache(), clock, new Random(1))));

        Assert.Equal((6, 5), (reads, clock.Waits.Count));
    }

    private static Task<Account> ReadAsync(int port, TimeProvider clock, int seed) =>
        ReadAsync(
            new LedgerStore(
                AzureTablesRowStore.FromConnectionString(
                    $"DefaultEndpointsProtocol=http;AccountName=flex;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:{port}/flex"
                ),
                new RowCache(),
                clock,
                new Random(seed)
            )
        );

    private static Task<Account> ReadAsync(LedgerStore ledger) =>
        ledger.DecideAsync(
            AccountId.Of("acme"),
            transaction => transaction.ReadAccountAsync(),
            s_now + s_time,
            CancellationToken.None
        );

    /// <summary>
    /// A store that responds to every request with an error or, without a status, breaks every connection.
    /// </summary>
    private sealed class Store(CannedHttpServer server, FaultyProxy proxy) : IAsyncDisposable
    {
        public int Port => proxy.Port;

        public static Store Start(int status, string code)
        {
            var server = new CannedHttpServer(
                $"""
                HTTP/1.1 {status} Refused
                x-ms-error-code: {code}
                Connection: close
                Content-Length: 0


                """
            );
            var fault = status == 0 ? ProxyFault.CutRequest : ProxyFault.None;
            return new Store(server, FaultyProxy.Start(server.Port, _ => fault));
        }

        public async ValueTask DisposeAsync()
        {
            await proxy.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
