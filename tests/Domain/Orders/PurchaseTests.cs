using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Orders;

/// <summary>Purchases of tokens (R11).</summary>
public sealed class PurchaseTests
{
    private static readonly Account s_blocked = Account.New with { Overdue = [OrderId.Of("x0")] };

    [Theory]
    [InlineData(1, "2.94", "2.94")]
    [InlineData(4_999, "2.94", "14697.06")]
    [InlineData(5_000, "2.87", "14350.00")]
    [InlineData(9_999, "2.87", "28697.13")]
    [InlineData(10_000, "2.79", "27900")]
    [InlineData(14_999, "2.79", "41847.21")]
    [InlineData(15_000, "2.72", "40800")]
    [InlineData(24_999, "2.72", "67997.28")]
    [InlineData(25_000, "2.65", "66250")]
    [InlineData(49_999, "2.65", "132497.35")]
    [InlineData(50_000, "2.57", "128500")]
    [InlineData(99_999, "2.57", "256997.43")]
    [InlineData(100_000, "2.50", "250000")]
    [InlineData(249_999, "2.50", "624997.50")]
    [InlineData(250_000, "2.35", "587500")]
    [InlineData(1_000_000, "2.35", "2350000")]
    public void Order_quantity_determines_the_unit_price(long tokens, string unitPrice, string total)
    {
        var order = Accept(Sample.Request(tokens)).Order;
        Assert.Equal((Pounds(unitPrice), Pounds(total)), (order.UnitPrice, order.Total));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Quantity_out_of_range_is_rejected(long tokens) =>
        AssertRefused(RejectionCode.QuantityOutOfRange, "tokens", Decide(Sample.Request(tokens)));

    [Theory]
    [InlineData("AQ")]
    [InlineData("gb")]
    [InlineData("")]
    public void Country_without_a_price_list_is_rejected(string country) =>
        AssertRefused(RejectionCode.NotAvailableInCountry, "country", Decide(Sample.Request(10, country)));

    [Fact]
    public void Price_list_applies_from_its_effective_date()
    {
        var from = At("2023-05-17 00:00");
        AssertRefused(RejectionCode.NotAvailableInCountry, "country", Decide(Sample.Request(10), at: from - Tick));
        Assert.IsType<Purchase.Accepted>(Decide(Sample.Request(10), at: from));
    }

    [Fact]
    public void Latest_price_list_in_effect_applies()
    {
        PriceList[] lists =
        [
            new("GBP", ["GB", "IE"], Tuesday("00:00"), [new(1, 3m)]),
            new("GBP", ["GB"], Monday("00:00"), [new(1, 2m)]),
            new("GBP", ["GB"], Thursday("00:00"), [new(1, 9m)]),
        ];
        Assert.Equal(2m, PriceList.For("GB", Tuesday("00:00") - Tick, lists)?.UnitPrice(1).Amount);
        Assert.Equal(3m, PriceList.For("GB", Tuesday("00:00"), lists)?.UnitPrice(1).Amount);
        Assert.Null(PriceList.For("IE", Monday("12:00"), lists));
    }

    [Fact]
    public void Purchase_grants_the_tokens_at_once_and_posts_their_price()
    {
        var accepted = Accept(Sample.Request(5_000));
        Assert.Equal(Tokens.Whole(5_000), accepted.Pool.UsableAt(Monday("08:00")));
        var grant = Grant.Of("o1", 5_000, Monday("08:00"));
        Assert.Equal(new Posting.Bought(grant, Pounds("2.87"), Pounds("14350")), accepted.Posting);
        Assert.Equal(grant, Assert.Single(accepted.Pool.Remaining).Key);
    }

    [Theory]
    [InlineData(PaymentMethod.Card, InvoiceStatus.Paid)]
    [InlineData(PaymentMethod.Invoice, InvoiceStatus.Open)]
    public void Card_purchase_is_paid_and_invoice_purchase_is_open(PaymentMethod payment, InvoiceStatus invoice) =>
        Assert.Equal(invoice, Accept(Sample.Request(10) with { Payment = payment }).Order.Invoice);

    [Fact]
    public void Purchase_for_a_team_with_64_active_orders_is_rejected()
    {
        Assert.IsType<Purchase.Accepted>(Decide(Sample.Request(10), Orders(63)));
        AssertRefused(RejectionCode.TooManyOrders, "team", Decide(Sample.Request(10), Orders(64)));
    }

    [Fact]
    public void Exhausted_and_expired_orders_do_not_count_toward_the_limit()
    {
        var (usedUp, _) = Orders(64).Draw(Tokens.Whole(1), Monday("08:00"))!.Value;
        Assert.IsType<Purchase.Accepted>(Decide(Sample.Request(10), usedUp));
        Assert.IsType<Purchase.Accepted>(Decide(Sample.Request(10), Orders(64), Monday("00:00").AddYears(1)));
    }

    [Fact]
    public void Unassigned_orders_have_no_limit() =>
        Assert.IsType<Purchase.Accepted>(Decide(Sample.Request(10, team: TeamId.Unassigned), Orders(64)));

    [Theory]
    [InlineData(10, "GB", RejectionCode.PaymentOverdue)]
    [InlineData(0, "AQ", RejectionCode.QuantityOutOfRange)]
    [InlineData(10, "AQ", RejectionCode.NotAvailableInCountry)]
    public void Purchase_rejections_follow_precedence(long tokens, string country, string code)
    {
        var refused = Decide(Sample.Request(tokens, country), Orders(64), account: s_blocked);

        Assert.Equal(code, Assert.IsType<Purchase.Refused>(refused).Rejection.Code);
    }

    [Fact]
    public void Purchase_of_an_existing_order_is_a_duplicate()
    {
        var pool = Accept(Sample.Request(10)).Pool;

        Assert.IsType<Purchase.Duplicate>(Decide(Sample.Request(0, "AQ"), pool, account: s_blocked));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(4_880, null)]
    [InlineData(4_881, 5_000L)]
    [InlineData(4_999, 5_000L)]
    [InlineData(5_000, null)]
    [InlineData(9_721, null)]
    [InlineData(9_722, 10_000L)]
    [InlineData(249_999, 250_000L)]
    [InlineData(250_000, null)]
    [InlineData(1_000_000, null)]
    public void Cheaper_quantity_is_the_next_tier_if_its_total_is_lower(long tokens, long? cheaper) =>
        Assert.Equal(cheaper, Sample.Prices[0].CheaperThan(tokens)?.From);

    [Fact]
    public void Cheapest_of_several_cheaper_quantities_is_returned()
    {
        var list = new PriceList("GBP", ["GB"], Monday("00:00"), [new(1, 10m), new(10, 9m), new(11, 1m)]);
        Assert.Equal(new PriceTier(11, 1m), list.CheaperThan(9));
        Assert.Null(list.CheaperThan(1));
    }

    [Fact]
    public void Cheapest_quantity_has_the_lowest_total()
    {
        var list = new PriceList("GBP", ["GB"], Monday("00:00"), [new(1, 10m), new(100, 5m), new(200, 4m)]);
        Assert.Equal(new PriceTier(100, 5m), list.CheaperThan(99));
        var falling = list with { Tiers = [new(1, 10m), new(10, 8m), new(11, 1m)] };
        Assert.Equal(new PriceTier(11, 1m), falling.CheaperThan(9));
    }

    [Fact]
    public void Quantity_of_equal_price_is_not_cheaper()
    {
        var list = new PriceList("GBP", ["GB"], Monday("00:00"), [new(1, 10m), new(10, 9m)]);
        Assert.Null(list.CheaperThan(9));
    }

    private static GrantPool Orders(int count) =>
        Enumerable
            .Range(0, count)
            .Aggregate(GrantPool.Empty, (pool, i) => pool.With(Grant.Of($"x{i}", 1, Monday("00:00"))));

    private static Purchase.Accepted Accept(PurchaseRequest request) =>
        Assert.IsType<Purchase.Accepted>(Decide(request));

    private static Purchase Decide(
        PurchaseRequest request,
        GrantPool? pool = null,
        DateTimeOffset? at = null,
        Account? account = null
    ) =>
        Purchase.Decide(
            OrderId.Of("o1"),
            Team.Account,
            request,
            account ?? Account.New,
            pool ?? GrantPool.Empty,
            Sample.Prices,
            at ?? Monday("08:00")
        );

    private static Money Pounds(string amount) =>
        new(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), "GBP");

    private static void AssertRefused(string code, string field, Purchase purchase)
    {
        var rejection = Assert.IsType<Purchase.Refused>(purchase).Rejection;
        Assert.Equal((code, field), (rejection.Code, rejection.Field));
    }
}
