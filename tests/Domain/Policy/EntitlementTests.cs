using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Policy;

/// <summary>R9: what opening a product now comes to, said for people.</summary>
public sealed class EntitlementTests
{
    private readonly Team _team = new Team().Buy("o1", 10, Monday("00:00"));

    [Fact]
    public void A_first_use_costs_the_rate_and_its_window_ends_24_hours_later() =>
        Assert.Equal(new Entitlement(true, null, Tokens.Whole(7), Tuesday("08:00")), At(Monday("08:00")));

    [Fact]
    public void In_a_running_window_it_costs_nothing()
    {
        _team.Opened(Monday("08:00"));
        Assert.Equal(new Entitlement(true, null, Tokens.Zero, Tuesday("08:00")), At(Monday("08:00")));
        Assert.Equal(new Entitlement(true, null, Tokens.Zero, Tuesday("08:00")), At(Tuesday("08:00") - Tick));
    }

    [Fact]
    public void With_a_seat_it_costs_nothing_and_no_window_runs()
    {
        _team.Opened(Monday("08:00"));
        _team.GiveSeat(Monday("09:00"));
        Assert.Equal(new Entitlement(true, null, Tokens.Zero, null), At(Monday("09:00")));
    }

    [Fact]
    public void A_denial_says_why()
    {
        _team.Opened(Monday("08:00"));
        Assert.Equal(new Entitlement(false, RejectionCode.InsufficientTokens, Tokens.Zero, null), At(Tuesday("08:00")));
        _team.WithUsers("tom");
        Assert.Equal(new Entitlement(false, RejectionCode.UserNotAssigned, Tokens.Zero, null), At(Monday("09:00")));
    }

    [Fact]
    public void What_was_denied_before_says_why_again()
    {
        _team.WhileOverdue().Opened(Monday("08:00"), "now");
        _team.WhileOverdue(false);
        Assert.Equal(new Entitlement(false, RejectionCode.PaymentOverdue, Tokens.Zero, null), At(Monday("08:00")));
    }

    [Fact]
    public void A_moved_window_costs_the_difference()
    {
        _team.Opened(Monday("12:00"), "s1");
        Assert.Equal(new Entitlement(true, null, Tokens.Zero, Tuesday("08:00")), At(Monday("08:00")));
    }

    private Entitlement At(DateTimeOffset time)
    {
        var opened = new UsageSignalEvent(
            new EventRef("/tests", "asked"),
            UserId.Of("priscilla"),
            ProductId.Of("autocad"),
            new UsageSignal(SignalKinds.Opened, SessionId.Of("now"), time),
            time
        );
        return Entitlement.Of(opened, _team.Usage.Decide(opened, _team.Context(time)));
    }
}
