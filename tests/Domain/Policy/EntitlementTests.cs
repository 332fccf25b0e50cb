using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Policy;

/// <summary>The entitlement to open a product now (R9).</summary>
public sealed class EntitlementTests
{
    private readonly Team _team = new Team().Buy("o1", 10, Monday("00:00"));

    [Fact]
    public void First_use_costs_the_rate_and_ends_after_24_hours() =>
        Assert.Equal(new Entitlement(true, null, Tokens.Whole(7), Tuesday("08:00")), At(Monday("08:00")));

    [Fact]
    public void Use_in_a_running_window_costs_nothing()
    {
        _team.Opened(Monday("08:00"));
        Assert.Equal(new Entitlement(true, null, Tokens.Zero, Tuesday("08:00")), At(Monday("08:00")));
        Assert.Equal(new Entitlement(true, null, Tokens.Zero, Tuesday("08:00")), At(Tuesday("08:00") - Tick));
    }

    [Fact]
    public void Use_with_a_seat_costs_nothing_and_has_no_window()
    {
        _team.Opened(Monday("08:00"));
        _team.GiveSeat(Monday("09:00"));
        Assert.Equal(new Entitlement(true, null, Tokens.Zero, null), At(Monday("09:00")));
    }

    [Fact]
    public void Denied_entitlement_states_the_reason()
    {
        _team.Opened(Monday("08:00"));
        Assert.Equal(new Entitlement(false, RejectionCode.InsufficientTokens, Tokens.Zero, null), At(Tuesday("08:00")));
        _team.WithUsers("tom");
        Assert.Equal(new Entitlement(false, RejectionCode.UserNotAssigned, Tokens.Zero, null), At(Monday("09:00")));
    }

    [Fact]
    public void Earlier_denial_states_its_reason_again()
    {
        _team.WithOverdueInvoice().Opened(Monday("08:00"), "now");
        _team.WithOverdueInvoice(false);
        Assert.Equal(new Entitlement(false, RejectionCode.PaymentOverdue, Tokens.Zero, null), At(Monday("08:00")));
    }

    [Fact]
    public void Use_that_moves_a_window_costs_the_difference()
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
