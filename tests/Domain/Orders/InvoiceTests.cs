using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.InvoiceStatus;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Orders;

/// <summary>R16: where an invoice may go, and what that does.</summary>
public sealed class InvoiceTests
{
    private readonly Customer _customer = new();

    [Theory]
    [InlineData(Open, Open, "same")]
    [InlineData(Open, Paid, "goes")]
    [InlineData(Open, Overdue, "goes")]
    [InlineData(Open, InvoiceStatus.Void, "goes")]
    [InlineData(Paid, Open, "refused")]
    [InlineData(Paid, Paid, "same")]
    [InlineData(Paid, Overdue, "refused")]
    [InlineData(Paid, InvoiceStatus.Void, "refused")]
    [InlineData(Overdue, Open, "refused")]
    [InlineData(Overdue, Paid, "goes")]
    [InlineData(Overdue, Overdue, "same")]
    [InlineData(Overdue, InvoiceStatus.Void, "goes")]
    [InlineData(InvoiceStatus.Void, Open, "refused")]
    [InlineData(InvoiceStatus.Void, Paid, "refused")]
    [InlineData(InvoiceStatus.Void, Overdue, "refused")]
    [InlineData(InvoiceStatus.Void, InvoiceStatus.Void, "same")]
    public void An_invoice_goes_from_there_to_there(InvoiceStatus from, InvoiceStatus to, string goes)
    {
        Buy("o1");
        _customer.Invoice("o1", from, Monday("01:00"));
        Assert.Equal(from, _customer.Orders["o1"].Invoice);
        switch (_customer.Invoice("o1", to, Monday("02:00")))
        {
            case InvoiceDecision.Accepted accepted:
                Assert.Equal(("goes", to), (goes, accepted.Order.Invoice));
                break;
            case InvoiceDecision.Unchanged:
                Assert.Equal("same", goes);
                break;
            case InvoiceDecision.Refused { Rejection: var rejection }:
                Assert.Equal(
                    ("refused", RejectionCode.InvalidTransition, "status"),
                    (goes, rejection.Code, rejection.Field)
                );
                break;
            default:
                Assert.Fail("another decision");
                break;
        }
    }

    [Fact]
    public void An_order_paid_by_card_is_never_overdue() =>
        Assert.IsType<InvoiceDecision.Refused>(
            new Func<InvoiceDecision>(() =>
            {
                _customer.Buy("o1", 10, Monday("00:00"));
                return _customer.Invoice("o1", Overdue, Monday("01:00"));
            })()
        );

    [Theory]
    [InlineData(Paid)]
    [InlineData(InvoiceStatus.Void)]
    public void An_overdue_one_blocks_the_account_until_it_is_paid_or_void(InvoiceStatus then)
    {
        Buy("o1");
        Assert.False(_customer.Account.IsBlocked);
        _customer.Invoice("o1", Overdue, Monday("01:00"));
        Assert.True(_customer.Account.IsBlocked);
        _customer.Invoice("o1", then, Monday("02:00"));
        Assert.False(_customer.Account.IsBlocked);
    }

    [Fact]
    public void Of_two_overdue_ones_each_blocks_the_account()
    {
        Buy("o1");
        Buy("o2");
        _customer.Invoice("o1", Overdue, Monday("01:00"));
        _customer.Invoice("o2", Overdue, Monday("01:00"));
        _customer.Invoice("o1", Paid, Monday("02:00"));
        Assert.True(_customer.Account.IsBlocked);
        _customer.Invoice("o2", InvoiceStatus.Void, Monday("02:00"));
        Assert.False(_customer.Account.IsBlocked);
    }

    [Fact]
    public void Nothing_is_bought_or_opened_in_any_team_while_one_is_overdue()
    {
        Buy("o1");
        _customer.Buy("o2", 10, Monday("00:00"), "build");
        _customer.Invoice("o1", Overdue, Monday("01:00"));
        AssertOverdue(_customer.Buy("o3", 10, Monday("02:00"), "build"));
        AssertOverdue(_customer.Buy("o3", 10, Monday("02:00"), "~"));
        Assert.IsType<UsageOutcome.Denied>(_customer.Team("build").Opened(Monday("08:00")));
        _customer.Invoice("o1", Paid, Monday("03:00"));
        Assert.IsType<Purchase.Accepted>(_customer.Buy("o3", 10, Monday("04:00"), "build"));
        Assert.IsType<UsageOutcome.Accepted>(_customer.Team("build").Opened(Monday("09:00")));
    }

    [Fact]
    public void A_blocked_account_may_return_and_move()
    {
        Buy("o1");
        Buy("o2");
        _customer.Invoice("o1", Overdue, Monday("01:00"));
        Assert.IsType<MoveDecision.Accepted>(_customer.Move("o1", "build", Monday("02:00")));
        Assert.IsType<ReturnDecision.Accepted>(_customer.Return("o2", Monday("02:00")));
    }

    [Fact]
    public void Void_takes_back_what_is_left()
    {
        Buy("o1");
        _customer.Team("design").Opened(Monday("08:00"));
        var accepted = Assert.IsType<InvoiceDecision.Accepted>(
            _customer.Invoice("o1", InvoiceStatus.Void, Monday("09:00"))
        );
        Assert.Equal(new Posting.Voided(Grant.Of("o1", 10, Monday("00:00")), Tokens.Whole(3)), accepted.Posting);
        Assert.Empty(_customer.Team("design").Usage.Pool.Remaining);
        Assert.Equal(OrderStatus.Void, _customer.StatusOf("o1", Monday("09:00")));
    }

    [Fact]
    public void Void_of_an_order_that_moved_takes_back_what_is_left_where_it_is()
    {
        Buy("o1");
        _customer.Move("o1", "build", Monday("08:00"));
        _customer.Invoice("o1", InvoiceStatus.Void, Monday("09:00"));
        Assert.Single(_customer.Team("build").Postings.OfType<Posting.Voided>());
        Assert.Equal(0, _customer.Team("build").UsableAt(Monday("09:00")));
    }

    [Fact]
    public void Reversal_after_void_lapses()
    {
        _customer.Buy("o1", 7, Monday("00:00"), payment: PaymentMethod.Invoice);
        var team = _customer.Team("design");
        team.Opened(Monday("08:04"), enqueuedAt: Monday("08:00"));
        _customer.Invoice("o1", InvoiceStatus.Void, Monday("08:01"));
        team.GiveSeat(Monday("08:02"));
        Assert.Equal(0, team.UsableAt(Monday("08:02")));
        Assert.Single(Assert.Single(team.Reversals).Reversal.Lapsed);
    }

    [Fact]
    public void Void_of_a_returned_order_takes_nothing_and_posts_nothing()
    {
        Buy("o1");
        _customer.Return("o1", Monday("08:00"));
        var accepted = Assert.IsType<InvoiceDecision.Accepted>(
            _customer.Invoice("o1", InvoiceStatus.Void, Monday("09:00"))
        );
        Assert.Null(accepted.Posting);
        Assert.Equal(OrderStatus.Returned, _customer.StatusOf("o1", Monday("09:00")));
    }

    [Fact]
    public void Paying_takes_nothing_from_the_team()
    {
        Buy("o1");
        var accepted = Assert.IsType<InvoiceDecision.Accepted>(_customer.Invoice("o1", Paid, Monday("09:00")));
        Assert.Null(accepted.Posting);
        Assert.Same(_customer.Team("design").Usage.Pool, accepted.Pool);
        Assert.Null(accepted.ChangedAccount);
        Assert.Equal(10, _customer.Team("design").UsableAt(Monday("09:00")));
    }

    private void Buy(string order) =>
        Assert.IsType<Purchase.Accepted>(_customer.Buy(order, 10, Monday("00:00"), payment: PaymentMethod.Invoice));

    private static void AssertOverdue(Purchase purchase) =>
        Assert.Equal(RejectionCode.PaymentOverdue, Assert.IsType<Purchase.Refused>(purchase).Rejection.Code);
}
