using FlexFunctions.Domain;
using Xunit.Abstractions;

namespace FlexFunctions.Storage.Tests;

/// <summary>
/// Commits whose responses are lost, on a real table service. The decisions of these tests cannot be applied twice,
/// because adding a grant that is already in the pool throws.
/// </summary>
[Collection(AzuriteCollection.Name)]
public sealed class LostAnswerTests(AzuriteFixture azurite, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TeamId s_team = TeamId.Of("design");
    private static readonly Money s_free = new(0, "GBP");

    private readonly AccountId _account = AccountId.Of($"account-{Guid.NewGuid():N}");
    private readonly SkippingClock _clock = new(s_now);
    private FaultyProxy _proxy = null!;
    private LedgerStore _direct = null!;

    public async Task InitializeAsync()
    {
        _proxy = FaultyProxy.Start(azurite.Server.Port);
        _direct = Ledger(azurite.Server.Port);
        // Creates the table, so that every later commit is one exchange.
        await BuyAsync(_direct, "first");
    }

    public async Task DisposeAsync() => await _proxy.DisposeAsync();

    [Theory]
    [InlineData(ProxyFault.DropAnswer)]
    [InlineData(ProxyFault.CutAnswer)]
    public async Task Applied_commit_with_a_lost_response_is_not_decided_again(ProxyFault fault)
    {
        FailFirstCommit(fault);

        Assert.Equal(1, await BuyAsync(Ledger(_proxy.Port), "order"));

        Assert.Equal(1, _proxy.LostCommits);
        await AssertBoughtAsync("first", "order");
    }

    [Theory]
    [InlineData(ProxyFault.CutRequest)]
    [InlineData(ProxyFault.CutRequestMidway)]
    public async Task Commit_that_was_not_applied_is_decided_again(ProxyFault fault)
    {
        FailFirstCommit(fault);

        Assert.Equal(2, await BuyAsync(Ledger(_proxy.Port), "order"));

        await AssertBoughtAsync("first", "order");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Commit_is_not_decided_again_while_its_outcome_is_unknown(int failedReads)
    {
        var reads = 0;
        FailFirstCommit(ProxyFault.DropAnswer);
        _proxy.Plan = _ =>
            _proxy.LostCommits > 0 && Interlocked.Increment(ref reads) <= failedReads
                ? ProxyFault.CutRequest
                : ProxyFault.None;

        Assert.Equal(1, await BuyAsync(Ledger(_proxy.Port), "order"));

        Assert.Equal(failedReads + 1, reads);
        await AssertBoughtAsync("first", "order");
    }

    [Fact]
    public async Task Concurrent_commit_is_not_mistaken_for_the_own_commit()
    {
        FailFirstCommit(ProxyFault.DropAnswer);

        // The concurrent commit makes this one fail, and the response is lost.
        Assert.Equal(2, await BuyAsync(Ledger(_proxy.Port), "order", meanwhile: () => BuyAsync(_direct, "others")));

        Assert.Equal(0, _proxy.LostCommits);
        await AssertBoughtAsync("first", "others", "order");
    }

    [Fact]
    public async Task Next_order_after_a_lost_response_uses_the_stored_rows()
    {
        FailFirstCommit(ProxyFault.DropAnswer);
        var ledger = Ledger(_proxy.Port);
        await BuyAsync(ledger, "order");

        // The cached rows have outdated tags, because the response with the new tags was lost.
        Assert.Equal(1, await BuyAsync(ledger, "next"));

        await AssertBoughtAsync("first", "order", "next");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Racing_instances_on_a_faulty_network_post_each_line_once(int seed)
    {
        const int instances = 3;
        const int orders = 12;
        output.WriteLine($"seed {seed}");
        _proxy.Plan = FaultyProxy.Seeded(seed, 0.3, FaultyProxy.Faults);

        await Task.WhenAll(
            Enumerable
                .Range(0, instances)
                .Select(async instance =>
                {
                    var ledger = Ledger(_proxy.Port, seed: instance);
                    for (var order = 0; order < orders; order++)
                    {
                        await BuyAsync(ledger, $"order-{instance}-{order}");
                    }
                })
        );

        output.WriteLine($"{_proxy.Exchanges} exchanges, {_proxy.LostCommits} commits were applied without a response");
        var all = Enumerable.Range(0, instances * orders).Select(n => $"order-{n / orders}-{n % orders}");
        await AssertBoughtAsync(["first", .. all]);
        Assert.True(_proxy.LostCommits > 0, "The plan lost no commit's answer, so the test proved nothing.");
    }

    private void FailFirstCommit(ProxyFault fault)
    {
        var commits = 0;
        _proxy.TransactionPlan = _ => Interlocked.Increment(ref commits) == 1 ? fault : ProxyFault.None;
    }

    private LedgerStore Ledger(int port, int seed = 1) =>
        new(
            AzureTablesRowStore.FromConnectionString(azurite.Server.ConnectionStringThrough(port)),
            new RowCache(),
            _clock,
            new Random(seed)
        );

    /// <summary>Buys an order and returns the number of decisions made.</summary>
    private async Task<int> BuyAsync(LedgerStore ledger, string order, Func<Task>? meanwhile = null)
    {
        var decided = 0;
        await ledger.DecideAsync(
            _account,
            async transaction =>
            {
                var team = await transaction.ReadTeamAsync(s_team) ?? TeamLedger.Of(_account, s_team);
                if (++decided == 1 && meanwhile is not null)
                {
                    await meanwhile();
                }

                var grant = new GrantKey(s_now.AddYears(1), Tokens.Whole(10), OrderId.Of(order));
                var posting = new Posting.Bought(grant, s_free, s_free);
                await transaction.PostAsync(team, team.Pool.With(grant), posting);
                return true;
            },
            DateTimeOffset.MaxValue,
            CancellationToken.None
        );
        return decided;
    }

    /// <summary>
    /// Asserts that each order has exactly one posting and one grant, and that the ledger is conserved (R18).
    /// </summary>
    private async Task AssertBoughtAsync(params string[] orders)
    {
        var (team, blocks) = await _direct.DecideAfreshAsync(
            _account,
            async transaction =>
                (await transaction.ReadTeamAsync(s_team), await transaction.ReadBlocksAsync(s_team, 1, 1000)),
            DateTimeOffset.MaxValue,
            CancellationToken.None
        );
        var lines = blocks
            .SelectMany(block => block.Postings)
            .Select(posting => ((Posting.Bought)posting).Grant.Order.Value);
        Assert.Equal(orders.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        Assert.Equal(orders.Length * 10, team!.Pool.Balance().Value);
        var recomputed = blocks.Aggregate(RecomputedLedger.Empty, (result, block) => result.Apply(block));
        Assert.Empty(Conservation.Violations(recomputed, team.Head, team.Pool));
    }
}
