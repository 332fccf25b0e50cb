using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Orders;

/// <summary>The rejections of purchases, moves, returns and invoice changes: code, message and field.</summary>
public sealed class OrderRefusalTests
{
    private readonly Customer _customer = new();

    [Fact]
    public void Purchase_out_of_range_is_rejected()
    {
        AssertRejected(
            new("quantity-out-of-range", "An order has 1 to 1,000,000 whole tokens, not 1,000,001.", "tokens"),
            _customer.Buy("o1", 1_000_001, Monday("00:00"))
        );
        AssertRejected(
            new("quantity-out-of-range", "An order has 1 to 1,000,000 whole tokens, not 0.", "tokens"),
            _customer.Buy("o1", 0, Monday("00:00"))
        );
    }

    [Fact]
    public void Purchase_in_an_unknown_country_is_rejected() =>
        AssertRejected(
            new("not-available-in-country", "Tokens are not sold in 'AQ'.", "country"),
            Purchase.Decide(
                OrderId.Of("o1"),
                Team.Account,
                Sample.Request(10, "AQ"),
                Account.New,
                GrantPool.Empty,
                Sample.Prices,
                Monday("00:00")
            )
        );

    [Fact]
    public void Purchase_with_an_overdue_invoice_is_rejected()
    {
        BuyWithInvoice("o1", InvoiceStatus.Overdue);
        AssertRejected(
            new("payment-overdue", "An invoice of the account is overdue; nothing can be bought until it is paid."),
            _customer.Buy("o2", 10, Monday("02:00"))
        );
    }

    [Fact]
    public void Purchase_and_move_to_a_team_with_64_orders_are_rejected()
    {
        Fill("design");
        var full = new Rejection(
            "too-many-orders",
            "Team 'design' has 64 orders with tokens left; it can have no more.",
            "team"
        );
        AssertRejected(full, _customer.Buy("o1", 10, Monday("00:00")));
        _customer.Buy("o1", 10, Monday("00:00"), "build");
        AssertRejected(full, _customer.Move("o1", "design", Monday("01:00")));
    }

    [Fact]
    public void Move_of_an_inactive_order_is_rejected()
    {
        BuyWithInvoice("o1", InvoiceStatus.Void);
        AssertRejected(
            new("order-not-active", "Order 'o1' is Void; only an active one moves.", "team"),
            _customer.Move("o1", "build", Monday("02:00"))
        );
    }

    [Fact]
    public void Move_to_the_same_team_is_rejected()
    {
        _customer.Buy("o1", 10, Monday("00:00"));
        AssertRejected(
            new("same-team", "Order 'o1' is in team 'design' already.", "team"),
            _customer.Move("o1", "design", Monday("01:00"))
        );
    }

    [Fact]
    public void Return_of_a_void_order_is_rejected()
    {
        BuyWithInvoice("o1", InvoiceStatus.Void);
        AssertRejected(
            new Rejection("order-not-active", "Order 'o1' is void."),
            _customer.Return("o1", Monday("02:00"))
        );
    }

    [Fact]
    public void Return_after_30_days_is_rejected()
    {
        _customer.Buy("o1", 10, Monday("08:00"));
        AssertRejected(
            new Rejection(
                "return-window-closed",
                "An order can be returned up to 30 days after its purchase, at 2026-11-02T08:00:00.0000000+00:00."
            ),
            _customer.Return("o1", Monday("08:00").AddDays(30) + Tick)
        );
    }

    [Fact]
    public void Return_of_an_exhausted_order_is_rejected()
    {
        _customer.Buy("o1", 7, Monday("00:00"));
        _customer.Team("design").Opened(Monday("08:00"));
        AssertRejected(
            new Rejection("nothing-to-return", "Nothing is left of order 'o1'."),
            _customer.Return("o1", Monday("09:00"))
        );
    }

    [Fact]
    public void Return_without_a_price_list_throws()
    {
        _customer.Buy("o1", 10, Monday("08:00"));
        var (order, pool) = (_customer.Orders["o1"], _customer.Team("design").Usage.Pool);
        Assert.Throws<InvalidOperationException>(() => ReturnDecision.Of(order, pool, [], Monday("09:00")));
    }

    [Fact]
    public void Invalid_invoice_transition_is_rejected()
    {
        _customer.Buy("o1", 10, Monday("00:00"));
        AssertRejected(
            new("invalid-transition", "The invoice of order 'o1' is paid; it cannot become overdue.", "status"),
            _customer.Invoice("o1", InvoiceStatus.Overdue, Monday("01:00"))
        );
    }

    [Fact]
    public void Payment_that_blocks_and_frees_nothing_keeps_the_account()
    {
        _customer.Buy("o1", 10, Monday("00:00"), payment: PaymentMethod.Invoice);
        var before = _customer.Account;
        Assert.IsType<InvoiceDecision.Accepted>(_customer.Invoice("o1", InvoiceStatus.Paid, Monday("01:00")));
        Assert.Same(before, _customer.Account);
    }

    private void BuyWithInvoice(string order, InvoiceStatus status)
    {
        _customer.Buy(order, 10, Monday("00:00"), payment: PaymentMethod.Invoice);
        Assert.IsType<InvoiceDecision.Accepted>(_customer.Invoice(order, status, Monday("01:00")));
    }

    private void Fill(string team)
    {
        for (var order = 0; order < 64; order++)
        {
            Assert.IsType<Purchase.Accepted>(_customer.Buy($"x{order}", 1, Monday("00:00"), team));
        }
    }

    private static void AssertRejected(Rejection expected, Purchase purchase) =>
        Assert.Equal(expected, Assert.IsType<Purchase.Refused>(purchase).Rejection);

    private static void AssertRejected(Rejection expected, MoveDecision decision) =>
        Assert.Equal(expected, Assert.IsType<MoveDecision.Refused>(decision).Rejection);

    private static void AssertRejected(Rejection expected, ReturnDecision decision) =>
        Assert.Equal(expected, Assert.IsType<ReturnDecision.Refused>(decision).Rejection);

    private static void AssertRejected(Rejection expected, InvoiceDecision decision) =>
        Assert.Equal(expected, Assert.IsType<InvoiceDecision.Refused>(decision).Rejection);
}
