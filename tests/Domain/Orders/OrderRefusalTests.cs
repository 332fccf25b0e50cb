using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Orders;

/// <summary>The rejections of purchases, moves, returns and invoice changes, as buyers read them.</summary>
public sealed class OrderRefusalTests
{
    private readonly Customer _customer = new();

    [Fact]
    public void Buying_too_few_or_too_many()
    {
        AssertTold(
            new("quantity-out-of-range", "An order has 1 to 1,000,000 whole tokens, not 1,000,001.", "tokens"),
            _customer.Buy("o1", 1_000_001, Monday("00:00"))
        );
        AssertTold(
            new("quantity-out-of-range", "An order has 1 to 1,000,000 whole tokens, not 0.", "tokens"),
            _customer.Buy("o1", 0, Monday("00:00"))
        );
    }

    [Fact]
    public void Buying_where_nothing_is_sold() =>
        AssertTold(
            new("not-available-in-country", "Tokens are not sold in 'AQ'.", "country"),
            Purchase.Decide(
                OrderId.Of("o1"),
                Team.Account,
                Asked.For(10, "AQ"),
                Account.New,
                GrantPool.Empty,
                Asked.Prices,
                Monday("00:00")
            )
        );

    [Fact]
    public void Buying_while_an_invoice_is_overdue()
    {
        Invoiced("o1", InvoiceStatus.Overdue);
        AssertTold(
            new("payment-overdue", "An invoice of the account is overdue; nothing can be bought until it is paid."),
            _customer.Buy("o2", 10, Monday("02:00"))
        );
    }

    [Fact]
    public void Buying_and_moving_to_a_team_that_has_64_orders()
    {
        Fill("design");
        var full = new Rejection(
            "too-many-orders",
            "Team 'design' has 64 orders with tokens left; it can have no more.",
            "team"
        );
        AssertTold(full, _customer.Buy("o1", 10, Monday("00:00")));
        _customer.Buy("o1", 10, Monday("00:00"), "build");
        AssertTold(full, _customer.Move("o1", "design", Monday("01:00")));
    }

    [Fact]
    public void Moving_what_is_not_active()
    {
        Invoiced("o1", InvoiceStatus.Void);
        AssertTold(
            new("order-not-active", "Order 'o1' is Void; only an active one moves.", "team"),
            _customer.Move("o1", "build", Monday("02:00"))
        );
    }

    [Fact]
    public void Moving_to_where_it_is()
    {
        _customer.Buy("o1", 10, Monday("00:00"));
        AssertTold(
            new("same-team", "Order 'o1' is in team 'design' already.", "team"),
            _customer.Move("o1", "design", Monday("01:00"))
        );
    }

    [Fact]
    public void Returning_what_is_void()
    {
        Invoiced("o1", InvoiceStatus.Void);
        AssertTold(new Rejection("order-not-active", "Order 'o1' is void."), _customer.Return("o1", Monday("02:00")));
    }

    [Fact]
    public void Returning_too_late()
    {
        _customer.Buy("o1", 10, Monday("08:00"));
        AssertTold(
            new Rejection(
                "return-window-closed",
                "An order can be returned up to 30 days after its purchase, at 2026-11-02T08:00:00.0000000+00:00."
            ),
            _customer.Return("o1", Monday("08:00").AddDays(30) + Tick)
        );
    }

    [Fact]
    public void Returning_what_is_used_up()
    {
        _customer.Buy("o1", 7, Monday("00:00"));
        _customer.Team("design").Opened(Monday("08:00"));
        AssertTold(
            new Rejection("nothing-to-return", "Nothing is left of order 'o1'."),
            _customer.Return("o1", Monday("09:00"))
        );
    }

    [Fact]
    public void Returning_what_the_catalog_has_no_prices_of_is_an_error()
    {
        _customer.Buy("o1", 10, Monday("08:00"));
        var (order, pool) = (_customer.Orders["o1"], _customer.Team("design").Usage.Pool);
        Assert.Throws<InvalidOperationException>(() => ReturnDecision.Of(order, pool, [], Monday("09:00")));
    }

    [Fact]
    public void An_invoice_that_can_not_become_so()
    {
        _customer.Buy("o1", 10, Monday("00:00"));
        AssertTold(
            new("invalid-transition", "The invoice of order 'o1' is paid; it cannot become overdue.", "status"),
            _customer.Invoice("o1", InvoiceStatus.Overdue, Monday("01:00"))
        );
    }

    [Fact]
    public void An_account_that_an_invoice_neither_blocks_nor_frees_stays_the_same()
    {
        _customer.Buy("o1", 10, Monday("00:00"), payment: PaymentMethod.Invoice);
        var before = _customer.Account;
        Assert.IsType<InvoiceDecision.Accepted>(_customer.Invoice("o1", InvoiceStatus.Paid, Monday("01:00")));
        Assert.Same(before, _customer.Account);
    }

    private void Invoiced(string order, InvoiceStatus status)
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

    private static void AssertTold(Rejection told, Purchase purchase) =>
        Assert.Equal(told, Assert.IsType<Purchase.Refused>(purchase).Rejection);

    private static void AssertTold(Rejection told, MoveDecision decision) =>
        Assert.Equal(told, Assert.IsType<MoveDecision.Refused>(decision).Rejection);

    private static void AssertTold(Rejection told, ReturnDecision decision) =>
        Assert.Equal(told, Assert.IsType<ReturnDecision.Refused>(decision).Rejection);

    private static void AssertTold(Rejection told, InvoiceDecision decision) =>
        Assert.Equal(told, Assert.IsType<InvoiceDecision.Refused>(decision).Rejection);
}
