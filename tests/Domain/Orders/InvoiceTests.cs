using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.InvoiceStatus;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Orders;

/// <summary>The transitions of an invoice and their effects (R16).</summary>
public sealed class InvoiceTests
{
    private readonly Customer _customer = new();

    [Theory]
    [InlineData(Open, Open, "unchanged")]
    [InlineData(Open, Paid, "accepted")]
    [InlineData(Open, Overdue, "accepted")]
    [InlineData(Open, InvoiceStatus.Void, "accepted")]
    [InlineData(Paid, Open, "refused")]
    [InlineData(Paid, Paid, "unchanged")]
    [InlineData(Paid, Overdue, "refused")]
    [InlineData(Paid, InvoiceStatus.Void, "refused")]
    [InlineData(Overdue, Open, "refused")]
    [InlineData(Overdue, Paid, "accepted")]
    [InlineData(Overdue, Overdue, "unchanged")]
    [InlineData(Overdue, InvoiceStatus.Void, "accepted")]
    [InlineData(InvoiceStatus.Void, Open, "refused")]
    [InlineData(InvoiceStatus.Void, Paid, "refused")]
    [InlineData(InvoiceStatus.Void, Overdue, "refused")]
    [InlineData(InvoiceStatus.Void, InvoiceStatus.Void, "unchanged")]
    public void Invoice_status_changes_follow_the_allowed_transitions(
        InvoiceStatus from,
        InvoiceStatus to,
        string expected
    )
    {
        Buy("o1");
        _customer.Invoice("o1", from, Monday("01:00"));
        Assert.Equal(from, _customer.Orders["o1"].Invoice);
        switch (_customer.Invoice("o1", to, Monday("02:00")))
        {
            case InvoiceDecision.Accepted accepted:
                Assert.Equal(("accepted", to), (expected, accepted.Order.Invoice));
                break;
            case InvoiceDecision.Unchanged:
                Assert.Equal("unchanged", expected);
                break;
            case InvoiceDecision.Refused { Rejection: var rejection }:
                Assert.Equal(
                    ("refused", RejectionCode.InvalidTransition, "status"),
                    (expected, rejection.Code, rejection.Field)
                );
                break;
            default:
                Assert.Fail("Unexpected decision.");
                break;
        }
    }

    [Fact]
    public void Order_paid_by_card_cannot_become_overdue() =>
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
    public void Overdue_invoice_blocks_the_account_until_it_is_paid_or_void(InvoiceStatus then)
    {
        Buy("o1");
        Assert.False(_customer.Account.IsBlocked);
        _customer.Invoice("o1", Overdue, Monday("01:00"));
        Assert.True(_customer.Account.IsBlocked);
        _customer.Invoice("o1", then, Monday("02:00"));
        Assert.False(_customer.Account.IsBlocked);
    }

    [Fact]
    public void Each_of_two_overdue_invoices_blocks_the_account()
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
    public void Overdue_invoice_denies_purchases_and_use_in_every_team()
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
    public void Blocked_account_can_return_and_move_orders()
    {
        Buy("o1");
        Buy("o2");
        _customer.Invoice("o1", Overdue, Monday("01:00"));
        Assert.IsType<MoveDecision.Accepted>(_customer.Move("o1", "build", Monday("02:00")));
        Assert.IsType<ReturnDecision.Accepted>(_customer.Return("o2", Monday("02:00")));
    }

    [Fact]
    public void Void_removes_the_remaining_tokens()
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
    public void Void_of_a_moved_order_removes_the_tokens_from_its_new_team()
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
    public void Void_of_a_returned_order_posts_nothing()
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
    public void Payment_leaves_the_tokens_of_the_team()
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
