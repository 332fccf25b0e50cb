using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Orders;

/// <summary>The expiry of an order after a calendar year, to the tick (R12).</summary>
public sealed class OrderExpiryTests
{
    [Theory]
    [InlineData("2026-11-01 10:00:07", "2027-11-01 10:00:07")]
    [InlineData("2028-02-29 10:00:00", "2029-02-28 10:00:00")]
    [InlineData("2027-02-28 10:00:00", "2028-02-28 10:00:00")]
    [InlineData("2027-03-01 00:00:00", "2028-03-01 00:00:00")]
    public void Tokens_expire_one_calendar_year_after_purchase(string bought, string expires) =>
        Assert.Equal(At(expires), Bought(At(bought)).ExpiresAt);

    [Fact]
    public void Order_is_expired_from_its_expiry_on_with_or_without_remainder()
    {
        var (order, expiry) = (Bought(Monday("08:00")), Monday("08:00").AddYears(1));
        Assert.Equal(OrderStatus.Active, order.StatusAt(expiry - Tick, Tokens.Whole(1)));
        Assert.Equal(OrderStatus.Exhausted, order.StatusAt(expiry - Tick, Tokens.Zero));
        Assert.Equal(OrderStatus.Expired, order.StatusAt(expiry, Tokens.Whole(1)));
        Assert.Equal(OrderStatus.Expired, order.StatusAt(expiry, Tokens.Zero));
    }

    [Theory]
    [InlineData(false, InvoiceStatus.Paid, 1, OrderStatus.Active)]
    [InlineData(false, InvoiceStatus.Open, 1, OrderStatus.Active)]
    [InlineData(false, InvoiceStatus.Overdue, 0, OrderStatus.Exhausted)]
    [InlineData(false, InvoiceStatus.Void, 0, OrderStatus.Void)]
    [InlineData(true, InvoiceStatus.Paid, 0, OrderStatus.Returned)]
    [InlineData(true, InvoiceStatus.Void, 0, OrderStatus.Returned)]
    public void Order_status_follows_return_invoice_remainder_and_expiry(
        bool returned,
        InvoiceStatus invoice,
        long left,
        OrderStatus status
    )
    {
        var bought = Bought(Monday("08:00"));
        var order = bought with
        {
            Invoice = invoice,
            Return = returned ? new OrderReturn(Tokens.Zero, bought.Total, bought.Total) : null,
        };
        Assert.Equal(status, order.StatusAt(Monday("08:00"), Tokens.Whole(left)));
        var then = status is OrderStatus.Void or OrderStatus.Returned ? status : OrderStatus.Expired;
        Assert.Equal(then, order.StatusAt(order.ExpiresAt, Tokens.Whole(left)));
    }

    private static Order Bought(DateTimeOffset at) =>
        Assert
            .IsType<Purchase.Accepted>(
                Purchase.Decide(
                    OrderId.Of("o1"),
                    Team.Account,
                    Sample.Request(10),
                    Account.New,
                    GrantPool.Empty,
                    Sample.Prices,
                    at
                )
            )
            .Order;
}
