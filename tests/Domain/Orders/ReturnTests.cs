using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Orders;

/// <summary>Returning an order (R14). A token costs 2.94, from 5,000 tokens on 2.87.</summary>
public sealed class ReturnTests
{
    private readonly Customer _customer = new();

    [Fact]
    public void Returning_an_unused_order_refunds_the_total()
    {
        _customer.Buy("o1", 10, Monday("00:00"));
        Assert.Equal(Returned(10, refund: 29.40m, stillDue: 0), Return("o1", Monday("08:00")));
        Assert.Empty(_customer.Team("design").Usage.Pool.Remaining);
        Assert.Equal(OrderStatus.Returned, _customer.StatusOf("o1", Monday("08:00")));
    }

    [Fact]
    public void Used_tokens_are_priced_at_the_tier_of_the_quantity_used()
    {
        _customer.Buy("o1", 10_000, Monday("00:00"));
        _customer.Team("design").Opened(Monday("08:00"));
        Assert.Equal(Returned(9_993, refund: 27_900 - (7 * 2.94m), stillDue: 0), Return("o1", Monday("08:00")));
    }

    [Theory]
    [InlineData(4_999_999, "14700.00")]
    [InlineData(5_000_000, "14350.00")]
    [InlineData(5_000_001, "14350.00")]
    [InlineData(5_001_000, "14352.87")]
    [InlineData(9_999_000, "27900.00")]
    [InlineData(9_721_254, "27900.00")]
    [InlineData(9_721_000, "27899.27")]
    [InlineData(999, "2.94")]
    [InlineData(1, "0.00")]
    [InlineData(2, "0.01")]
    [InlineData(1_701, "5.00")]
    [InlineData(500, "1.47")]
    [InlineData(250, "0.74")]
    [InlineData(750, "2.21")]
    public void Used_amount_is_rounded_to_the_penny_and_capped_at_the_total(long usedThousandths, string price)
    {
        var order = Bought(10_000);
        var left = Tokens.Whole(10_000) - new Tokens(usedThousandths);
        var returned = OrderReturn.Of(order, left, Sample.Prices[0]);
        var due = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(new OrderReturn(left, Pounds(27_900 - due), Pounds(0)), returned);
    }

    [Theory]
    [InlineData(InvoiceStatus.Open)]
    [InlineData(InvoiceStatus.Overdue)]
    public void Returning_an_unpaid_order_bills_only_the_tokens_used(InvoiceStatus invoice)
    {
        _customer.Buy("o1", 10, Monday("00:00"), payment: PaymentMethod.Invoice);
        _customer.Team("design").Opened(Monday("08:00"));
        _customer.Invoice("o1", invoice, Monday("09:00"));
        Assert.Equal(Returned(3, refund: 0, stillDue: 20.58m), Return("o1", Monday("09:00")));
    }

    [Fact]
    public void Return_is_accepted_until_the_same_time_on_the_30th_day()
    {
        _customer.Buy("o1", 10, Monday("08:00"));
        _customer.Buy("o2", 10, Monday("08:00"));
        var last = Monday("08:00").AddDays(30);
        Refused(RejectionCode.ReturnWindowClosed, _customer.Return("o1", last + Tick));
        Assert.IsType<ReturnDecision.Accepted>(_customer.Return("o2", last));
    }

    [Fact]
    public void Exhausted_order_cannot_be_returned()
    {
        _customer.Buy("o1", 7, Monday("00:00"));
        _customer.Team("design").Opened(Monday("08:00"));
        Refused(RejectionCode.NothingToReturn, _customer.Return("o1", Monday("08:00")));
    }

    [Fact]
    public void Order_with_one_thousandth_remaining_can_be_returned()
    {
        _customer.Buy("o1", 7, Monday("00:00"));
        _customer.Team("design").Result(13.998m, Monday("08:00"));
        Assert.Equal(new OrderReturn(new Tokens(1), Pounds(0), Pounds(0)), Return("o1", Monday("08:00")));
    }

    [Fact]
    public void Second_return_has_the_same_result_and_posts_nothing()
    {
        _customer.Buy("o1", 10, Monday("00:00"));
        var first = Return("o1", Monday("08:00"));
        var postings = _customer.Team("design").Postings.Count();
        var again = Assert.IsType<ReturnDecision.Known>(_customer.Return("o1", Monday("08:00").AddDays(90)));
        Assert.Equal(first, again.Return);
        Assert.Equal(postings, _customer.Team("design").Postings.Count());
    }

    [Fact]
    public void Void_order_cannot_be_returned()
    {
        _customer.Buy("o1", 10, Monday("00:00"), payment: PaymentMethod.Invoice);
        _customer.Invoice("o1", InvoiceStatus.Void, Monday("08:00"));
        Refused(RejectionCode.OrderNotActive, _customer.Return("o1", Monday("08:00")));
    }

    [Fact]
    public void Unassigned_and_moved_orders_can_be_returned()
    {
        _customer.Buy("o1", 10, Monday("00:00"), "~");
        _customer.Buy("o2", 10, Monday("00:00"));
        _customer.Move("o2", "build", Monday("01:00"));
        Assert.Equal(Returned(10, 29.40m, 0), Return("o1", Monday("08:00")));
        Assert.Equal(Returned(10, 29.40m, 0), Return("o2", Monday("08:00")));
        Assert.Single(_customer.Team("build").Postings.OfType<Posting.Returned>());
    }

    [Fact]
    public void Refund_to_a_returned_order_lapses()
    {
        _customer.Buy("o1", 20, Monday("00:00"));
        var team = _customer.Team("design");
        team.Opened(Monday("08:04"), enqueuedAt: Monday("08:00"));
        Return("o1", Monday("08:00"));
        team.GiveSeat(Monday("08:01"));
        Assert.Equal(0, team.UsableAt(Monday("08:01")));
        Assert.Equal(Tokens.Whole(7), Assert.Single(Assert.Single(team.Reversals).Reversal.Lapsed).Tokens);
    }

    [Fact]
    public void Return_uses_the_prices_of_the_purchase()
    {
        PriceList[] lists = [.. Sample.Prices, new("GBP", ["GB"], Tuesday("00:00"), [new(1, 9m)])];
        var order = Bought(10);
        var pool = GrantPool.Empty.With(order.Grant, Tokens.Whole(9));
        var accepted = Assert.IsType<ReturnDecision.Accepted>(
            ReturnDecision.Of(order, pool, lists, Wednesday("00:00"))
        );
        Assert.Equal(Returned(9, 29.40m - 2.94m, 0), accepted.Order.Return);
    }

    private OrderReturn Return(string order, DateTimeOffset at)
    {
        var accepted = Assert.IsType<ReturnDecision.Accepted>(_customer.Return(order, at));
        Assert.Equal(new Posting.Returned(accepted.Order.Grant, accepted.Order.Return!), accepted.Posting);
        return accepted.Order.Return!;
    }

    private static Order Bought(long tokens) =>
        Assert.IsType<Purchase.Accepted>(new Customer().Buy("o1", tokens, Monday("00:00"))).Order;

    private static OrderReturn Returned(long tokens, decimal refund, decimal stillDue) =>
        new(Tokens.Whole(tokens), Pounds(refund), Pounds(stillDue));

    private static Money Pounds(decimal amount) => new(amount, "GBP");

    private static void Refused(string code, ReturnDecision decision) =>
        Assert.Equal(code, Assert.IsType<ReturnDecision.Refused>(decision).Rejection.Code);
}
