using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Orders;

/// <summary>Moving an order with its remaining tokens (R15).</summary>
public sealed class MoveTests
{
    private readonly Customer _customer = new();

    [Fact]
    public void Remaining_tokens_move_and_both_journals_record_it()
    {
        _customer.Buy("o1", 10, Monday("00:00"));
        _customer.Team("design").Opened(Monday("08:00"));
        var moved = Assert.IsType<MoveDecision.Accepted>(_customer.Move("o1", "build", Monday("09:00")));
        var grant = Grant.Of("o1", 10, Monday("00:00"));
        Assert.Equal(new Posting.MovedOut(grant, Tokens.Whole(3), TeamId.Of("build")), moved.MovedOut);
        Assert.Equal(new Posting.MovedIn(grant, Tokens.Whole(3), TeamId.Of("design")), moved.MovedIn);
        Assert.Equal((0, 3), (Usable("design"), Usable("build")));
        Assert.Empty(_customer.Team("design").Usage.Pool.Remaining);
    }

    [Fact]
    public void Move_keeps_expiry_price_and_invoice()
    {
        _customer.Buy("o1", 5_000, Monday("00:00"), payment: PaymentMethod.Invoice);
        var before = _customer.Orders["o1"];
        _customer.Move("o1", "build", Monday("09:00"));
        Assert.Equal(before with { Team = TeamId.Of("build") }, _customer.Orders["o1"]);
    }

    [Fact]
    public void Unassigned_order_cannot_be_spent_until_it_moves_to_a_team()
    {
        _customer.Buy("o1", 10, Monday("00:00"), "~");
        Assert.IsType<UsageOutcome.Denied>(_customer.Team("build").Opened(Monday("08:00")));
        var moved = Assert.IsType<MoveDecision.Accepted>(_customer.Move("o1", "build", Monday("09:00")));
        Assert.Equal(TeamId.Unassigned, moved.MovedIn.From);
        Assert.IsType<UsageOutcome.Accepted>(_customer.Team("build").Opened(Monday("09:00")));
        Assert.Empty(_customer.Team("~").Usage.Pool.Remaining);
    }

    [Fact]
    public void Move_to_the_same_team_is_rejected()
    {
        _customer.Buy("o1", 10, Monday("00:00"));
        Refused(RejectionCode.SameTeam, _customer.Move("o1", "design", Monday("09:00")));
    }

    [Fact]
    public void Spent_expired_returned_and_void_orders_cannot_move()
    {
        var expiry = Monday("00:00").AddYears(1);
        _customer.Buy("void", 10, Monday("00:00"), payment: PaymentMethod.Invoice);
        _customer.Buy("returned", 10, Monday("00:00"));
        _customer.Buy("expired", 10, Monday("00:00"));
        _customer.Invoice("void", InvoiceStatus.Void, Monday("01:00"));
        _customer.Return("returned", Monday("01:00"));
        _customer.Buy("spent", 7, Monday("00:00"));
        _customer.Team("design").Opened(Monday("08:00"));
        Refused(RejectionCode.OrderNotActive, _customer.Move("void", "build", Monday("09:00")));
        Refused(RejectionCode.OrderNotActive, _customer.Move("returned", "build", Monday("09:00")));
        Refused(RejectionCode.OrderNotActive, _customer.Move("spent", "build", Monday("09:00")));
        Refused(RejectionCode.OrderNotActive, _customer.Move("expired", "build", expiry));
        Assert.IsType<MoveDecision.Accepted>(_customer.Move("expired", "build", expiry - Tick));
    }

    [Fact]
    public void Move_to_a_team_with_64_active_orders_is_rejected()
    {
        _customer.Buy("o1", 10, Monday("00:00"));
        for (var i = 0; i < 63; i++)
        {
            _customer.Buy($"b{i}", 7, Monday("00:00"), "build");
        }

        Assert.IsType<MoveDecision.Accepted>(_customer.Move("o1", "build", Monday("09:00")));
        _customer.Buy("o2", 10, Monday("00:00"));
        Refused(RejectionCode.TooManyOrders, _customer.Move("o2", "build", Monday("09:00")));
        _customer.Team("build").Opened(Monday("10:00"));
        Assert.IsType<MoveDecision.Accepted>(_customer.Move("o2", "build", Monday("10:00")));
    }

    [Fact]
    public void Order_moved_back_accepts_a_refund_from_a_reversal()
    {
        _customer.Buy("o1", 20, Monday("00:00"));
        var team = _customer.Team("design");
        team.Opened(Monday("08:04"), enqueuedAt: Monday("08:00"));
        _customer.Move("o1", "build", Monday("08:00"));
        _customer.Move("o1", "design", Monday("08:00"));
        team.GiveSeat(Monday("08:01"));
        Assert.Equal(20, Usable("design"));
    }

    [Fact]
    public void Refund_to_a_moved_order_lapses()
    {
        _customer.Buy("o1", 20, Monday("00:00"));
        var team = _customer.Team("design");
        team.Opened(Monday("08:04"), enqueuedAt: Monday("08:00"));
        _customer.Move("o1", "build", Monday("08:00"));
        team.GiveSeat(Monday("08:01"));
        Assert.Equal((0, 13), (Usable("design"), Usable("build")));
        var lapsed = Assert.Single(Assert.Single(team.Reversals).Reversal.Lapsed);
        Assert.Equal(("o1", Tokens.Whole(7)), (lapsed.Grant.Order.Value, lapsed.Tokens));
    }

    [Fact]
    public void Payments_of_a_moved_order_carry_over_to_a_moved_window()
    {
        _customer.Buy("o1", 20, Monday("00:00"));
        var team = _customer.Team("design");
        team.Opened(Monday("12:00"), "s1");
        _customer.Move("o1", "build", Monday("12:00"));
        team.Opened(Monday("08:00"), "s2", enqueuedAt: Monday("12:00"));
        Assert.Equal([Monday("08:00")], team.WindowStarts);
        var carried = Assert.Single(Assert.Single(team.ActiveChargesOf()).Carried);
        Assert.Equal(("o1", Tokens.Whole(7)), (carried.Grant.Order.Value, carried.Tokens));
        Assert.Equal(13, Usable("build"));
    }

    private decimal Usable(string team) => _customer.Team(team).UsableAt(Monday("09:00"));

    private static void Refused(string code, MoveDecision decision)
    {
        var rejection = Assert.IsType<MoveDecision.Refused>(decision).Rejection;
        Assert.Equal((code, "team"), (rejection.Code, rejection.Field));
    }
}
