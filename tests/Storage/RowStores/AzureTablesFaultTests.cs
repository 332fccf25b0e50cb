using System.Net;
using System.Net.Sockets;
using Xunit.Abstractions;

namespace FlexFunctions.Storage.Tests;

/// <summary>The Azure adapter's handling of network faults.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureTablesFaultTests(AzuriteFixture azurite, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Table = "Faults";

    private readonly string _partition = $"account-{Guid.NewGuid():N}";
    private readonly AzureTablesRowStore _direct = AzureTablesRowStore.FromConnectionString(
        azurite.Server.ConnectionString
    );
    private FaultyProxy _proxy = null!;

    private AzureTablesRowStore Proxied => Through(requestTimeout: null);

    public async Task InitializeAsync()
    {
        _proxy = FaultyProxy.Start(azurite.Server.Port);
        // Creates the table, so that every later commit is one exchange.
        await CommitAsync(_direct, Insert("first", 1));
    }

    public async Task DisposeAsync() => await _proxy.DisposeAsync();

    [Theory]
    [InlineData(ProxyFault.DropAnswer, true)]
    [InlineData(ProxyFault.CutAnswer, true)]
    [InlineData(ProxyFault.CutRequest, false)]
    [InlineData(ProxyFault.CutRequestMidway, false)]
    public async Task Commit_with_a_broken_connection_may_be_applied(ProxyFault fault, bool applied)
    {
        _proxy.Plan = _ => fault;
        var error = await Assert.ThrowsAsync<RowStoreException>(() => CommitAsync(Proxied, Insert("row", 1)));
        output.WriteLine(error.Message);
        Assert.True(error.MayHaveBeenApplied);
        Assert.Equal(1, _proxy.Exchanges);
        Assert.Equal(applied, await ReadAsync(_direct, "row") is not null);
    }

    [Fact]
    public async Task Commit_that_times_out_may_be_applied()
    {
        _proxy.Plan = _ => ProxyFault.HoldAnswer;
        var error = await Assert.ThrowsAsync<RowStoreException>(() =>
            CommitAsync(Through(TimeSpan.FromMilliseconds(500)), Insert("row", 1))
        );
        output.WriteLine(error.Message);
        Assert.True(error.MayHaveBeenApplied);
    }

    [Fact]
    public async Task Commit_without_a_listening_server_is_not_applied()
    {
        int unusedPort;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            unusedPort = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        var store = AzureTablesRowStore.FromConnectionString(azurite.Server.ConnectionStringThrough(unusedPort));
        var error = await Assert.ThrowsAsync<RowStoreException>(() => CommitAsync(store, Insert("row", 1)));
        output.WriteLine(error.Message);
        Assert.False(error.MayHaveBeenApplied);
    }

    [Fact]
    public async Task Commit_can_be_canceled_while_waiting_for_the_response()
    {
        _proxy.Plan = _ => ProxyFault.HoldAnswer;
        using var cancel = new CancellationTokenSource();
        var commit = Proxied.CommitAsync(Table, _partition, [Insert("row", 1)], cancel.Token);
        Assert.False(commit.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => commit);
    }

    [Fact]
    public async Task Delayed_response_is_awaited()
    {
        _proxy.Plan = _ => ProxyFault.DelayAnswer;
        await CommitAsync(Proxied, Insert("row", 1));
        Assert.NotNull(await ReadAsync(Proxied, "row"));
    }

    [Theory]
    [InlineData(ProxyFault.DropAnswer)]
    [InlineData(ProxyFault.CutAnswer)]
    [InlineData(ProxyFault.CutRequest)]
    public async Task Read_with_a_broken_connection_fails_and_can_be_retried(ProxyFault fault)
    {
        _proxy.Plan = exchange => exchange < 2 ? fault : ProxyFault.None;
        var store = Proxied;
        var read = await Assert.ThrowsAsync<RowStoreException>(() => ReadAsync(store, "first"));
        Assert.False(read.MayHaveBeenApplied);
        await Assert.ThrowsAsync<RowStoreException>(() =>
            store.ReadRangeAsync(Table, _partition, "", "z", 10, CancellationToken.None)
        );
        Assert.NotNull(await ReadAsync(store, "first"));
        Assert.Single(await store.ReadRangeAsync(Table, _partition, "", "z", 10, CancellationToken.None));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Writers_that_check_after_a_lost_response_count_exactly_once(int seed)
    {
        const int Writers = 3;
        const int Increments = 20;
        output.WriteLine($"seed {seed}");
        _proxy.Plan = FaultyProxy.Seeded(seed, 0.3, FaultyProxy.Faults);
        await CommitAsync(_direct, Insert("counter", 0));
        var lost = await Task.WhenAll(
            Enumerable.Range(0, Writers).Select(writer => IncrementAsync(writer, Increments))
        );

        output.WriteLine($"{_proxy.Exchanges} exchanges, {lost.Sum()} commits were applied without a response");
        Assert.Equal((long)Writers * Increments, (await ReadAsync(_direct, "counter"))!.Properties["Value"]);
        var done = await _direct.ReadRangeAsync(Table, _partition, "done-", "done.", 1000, CancellationToken.None);
        Assert.Equal(Writers * Increments, done.Count);
        Assert.Equal(_proxy.LostCommits, lost.Sum());
        Assert.True(lost.Sum() > 0, "The plan lost no answer, so the test proved nothing.");
    }

    private async Task<int> IncrementAsync(int writer, int count)
    {
        var store = Proxied;
        var lost = 0;
        for (var i = 0; i < count; )
        {
            var counter = await ReadAgainAsync(store, "counter");
            var mark = $"done-{writer}-{i:000}";
            try
            {
                var value = (long)counter!.Properties["Value"] + 1;
                await CommitAsync(
                    store,
                    new RowOperation.Replace(Row("counter", value), counter.ETag),
                    Insert(mark, 1)
                );
                i++;
            }
            catch (RowConflictException conflict)
            {
                Assert.Equal("counter", conflict.Key);
            }
            catch (RowStoreException error) when (error.MayHaveBeenApplied)
            {
                if (await ReadAgainAsync(store, mark) is not null)
                {
                    lost++;
                    i++;
                }
            }
        }
        return lost;
    }

    private async Task<StoredRow?> ReadAgainAsync(AzureTablesRowStore store, string key)
    {
        while (true)
        {
            try
            {
                return await ReadAsync(store, key);
            }
            catch (RowStoreException error)
            {
                Assert.False(error.MayHaveBeenApplied);
            }
        }
    }

    private AzureTablesRowStore Through(TimeSpan? requestTimeout) =>
        AzureTablesRowStore.FromConnectionString(azurite.Server.ConnectionStringThrough(_proxy.Port), requestTimeout);

    private Task<StoredRow?> ReadAsync(AzureTablesRowStore store, string key) =>
        store.ReadAsync(Table, _partition, key, CancellationToken.None);

    private async Task CommitAsync(AzureTablesRowStore store, params RowOperation[] operations) =>
        await store.CommitAsync(Table, _partition, operations, CancellationToken.None);

    private static RowOperation.Insert Insert(string key, long value) => new(Row(key, value));

    private static Row Row(string key, long value) => TestRow.Of(key, ("Value", value));
}
