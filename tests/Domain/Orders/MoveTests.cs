using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Orders;

/// <summary>R15: an order moves with all that is left of it.</summary>
public sealed class MoveTests
{
    private readonly Customer _customer = new();

    [Fact]
    public void The_whole_remainder_moves_and_both_journals_say_so()
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
    public void Expiry_price_and_invoice_stay()
    {
        _customer.Buy("o1", 5_000, Monday("00:00"), payment: PaymentMethod.Invoice);
        var before = _customer.Orders["o1"];
        _customer.Move("o1", "build", Monday("09:00"));
        Assert.Equal(before with { Team = TeamId.Of("build") }, _customer.Orders["o1"]);
    }

    [Fact]
    public void An_order_without_a_team_can_not_be_spent_until_it_moves_to_one()
    {
        _customer.Buy("o1", 10, Monday("00:00"), "~");
        Assert.IsType<UsageOutcome.Denied>(_customer.Team("build").Opened(Monday("08:00")));
        var moved = Assert.IsType<MoveDecision.Accepted>(_customer.Move("o1", "build", Monday("09:00")));
        Assert.Equal(TeamId.Unassigned, moved.MovedIn.From);
        Assert.IsType<UsageOutcome.Accepted>(_customer.Team("build").Opened(Monday("09:00")));
        Assert.Empty(_customer.Team("~").Usage.Pool.Remaining);
    }

    [Fact]
    public void To_the_team_that_has_it_is_refused()
    {
        _customer.Buy("o1", 10, Monday("00:00"));
        Refused(RejectionCode.SameTeam, _customer.Move("o1", "design", Monday("09:00")));
    }

    [Fact]
    public void A_spent_expired_returned_or_void_order_does_not_move()
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
    public void To_a_team_of_64_orders_with_tokens_left_is_refused()
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
    public void There_and_back_again_takes_what_a_reversal_gives_back()
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
    public void What_a_reversal_would_give_back_to_a_moved_order_lapses()
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
    public void What_a_moved_order_paid_pays_the_window_that_moves()
    {
        _customer.Buy("o1", 20, Monday("00:00"));
        var team = _customer.Team("design");
        team.Opened(Monday("12:00"), "s1");
        _customer.Move("o1", "build", Monday("12:00"));
        team.Opened(Monday("08:00"), "s2", enqueuedAt: Monday("12:00"));
        Assert.Equal([Monday("08:00")], team.Starts);
        var carried = Assert.Single(Assert.Single(team.StandingOf()).Carried);
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
