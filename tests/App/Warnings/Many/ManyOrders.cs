using System.Globalization;
using FlexFunctions.App.Hosting.Local;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>A store with 20,000 orders bought on one day: 50 accounts with 8 teams, 36 to 64 orders each.</summary>
internal static class ManyOrders
{
    public const int Count = 20_000;

    private const int Accounts = 50;
    private const int Teams = 8;
    private const int TokensEach = 10;
    private const int PerCommit = 45;

    private static readonly IReadOnlyList<PriceList> s_prices = LocalFiles.Catalog().PriceLists;

    public static IEnumerable<(AccountId Account, TeamId Team)> All =>
        from account in Enumerable.Range(0, Accounts)
        from team in Enumerable.Range(0, Teams)
        select (
            AccountId.Of(string.Create(CultureInfo.InvariantCulture, $"account{account}")),
            TeamId.Of(string.Create(CultureInfo.InvariantCulture, $"team{team}"))
        );

    /// <summary>Buys all orders directly on the ledger, without HTTP.</summary>
    public static async Task BuyAsync(IRowStore store, FakeTimeProvider clock)
    {
        var ledger = new LedgerStore(store, new RowCache(), clock, new Random(1));
        var bought = 0;
        foreach (var ((account, team), index) in All.Select((team, index) => (team, index)))
        {
            foreach (var orders in Enumerable.Range(0, 36 + (index % Teams * 4)).Chunk(PerCommit))
            {
                await ledger.DecideAsync(
                    account,
                    transaction => BuyAsync(transaction, team, orders),
                    DateTimeOffset.MaxValue,
                    CancellationToken.None
                );
                bought += orders.Length;
                clock.Advance(TimeSpan.FromMinutes(1));
            }
        }

        Assert.Equal(Count, bought);
    }

    /// <summary>Checks that all tokens expired and that every team's ledger is conserved (R18).</summary>
    public static async Task AssertExpiredAsync(IRowStore store, FakeTimeProvider clock)
    {
        var ledger = new LedgerStore(store, new RowCache(), clock, new Random(1));
        var expired = 0;
        foreach (var (account, id) in All)
        {
            expired += await ledger.DecideAfreshAsync(
                account,
                async transaction =>
                {
                    var team = (await transaction.ReadTeamAsync(id))!;
                    Assert.Empty(team.Pool.Remaining);
                    var recomputed = await JournalReader.RecomputeAsync(transaction, id, DateTimeOffset.MaxValue);
                    Assert.Empty(Conservation.Violations(recomputed, team.Head, team.Pool));
                    var blocks = await transaction.ReadBlocksAsync(id, 1, 1_000);
                    return blocks.SelectMany(block => block.Postings).Count(posting => posting is Posting.Expired);
                },
                DateTimeOffset.MaxValue,
                CancellationToken.None
            );
        }

        Assert.Equal(Count, expired);
        Assert.Empty(await ledger.Due.ReadAsync(DueKind.Expiry, null, null, 1, default));
    }

    private static async Task<int> BuyAsync(LedgerTransaction transaction, TeamId id, int[] orders)
    {
        var team = await transaction.ReadTeamOrNewAsync(id);
        var (pool, postings) = (team.Pool, new List<Posting>());
        foreach (var order in orders)
        {
            var purchase = (Purchase.Accepted)
                Purchase.Decide(
                    OrderId.Of(string.Create(CultureInfo.InvariantCulture, $"{id}-order{order}")),
                    transaction.Account,
                    new PurchaseRequest(id, TokensEach, "GB", SalesChannel.Online, PaymentMethod.Card, null),
                    Domain.Account.New,
                    pool,
                    s_prices,
                    transaction.Now
                );
            pool = purchase.Pool;
            postings.Add(purchase.Posting);
            transaction.WriteOrder(purchase.Order);
            transaction.AnnounceExpiry(purchase.Order);
        }

        await transaction.PostAsync(team, pool, [.. postings]);
        await transaction.NameAsync(id);
        return orders.Length;
    }
}
