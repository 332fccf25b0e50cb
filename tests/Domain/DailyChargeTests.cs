using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests;

/// <summary>R1, R2: what one opened product costs. AutoCAD is 7 tokens, Revit 10.</summary>
public sealed class DailyChargeTests
{
    private readonly Team _team = new Team().Buy("o1", 100, Monday("00:00"));

    [Fact]
    public void Priscilla_is_charged_7_tokens_on_Monday_at_8_and_7_on_Tuesday_at_8()
    {
        _team.Opened(Monday("08:00"), "s1");
        Assert.Equal(93, _team.UsableAt(Monday("08:00")));
        _team.Closed(Monday("17:00"), "s1");
        _team.Opened(Tuesday("07:00"), "s2");
        Assert.Equal(93, _team.UsableAt(Tuesday("07:00")));
        _team.Closed(Tuesday("17:00"), "s2");
        Assert.Equal(86, _team.UsableAt(Thursday("00:00")));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.Starts);
    }

    [Fact]
    public void Second_open_inside_the_window_charges_nothing()
    {
        _team.Opened(Monday("08:00"), "s1");
        _team.Closed(Monday("08:05"), "s1");
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("09:00"), "s2"));
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("09:00:30"), "s3"));
        _team.Opened(Tuesday("08:00") - Tick, "s4");
        Assert.Equal([Monday("08:00")], _team.Starts);
        Assert.Equal(93, _team.UsableAt(Tuesday("08:00")));
    }

    [Fact]
    public void Next_use_after_the_window_starts_a_window_of_its_own()
    {
        _team.Opened(Monday("08:00"));
        _team.Opened(Tuesday("09:30"));
        Assert.Equal([Monday("08:00"), Tuesday("09:30")], _team.Starts);
    }

    [Fact]
    public void Opening_at_exactly_the_end_of_a_window_starts_the_next()
    {
        _team.Opened(Monday("08:00"));
        _team.Opened(Tuesday("08:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.Starts);
    }

    [Fact]
    public void Closing_at_exactly_the_end_of_a_window_is_free()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Tuesday("08:00"));
        Assert.Equal([Monday("08:00")], _team.Starts);
    }

    [Fact]
    public void Closing_a_tick_after_the_end_of_a_window_is_not()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Tuesday("08:00") + Tick);
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.Starts);
    }

    [Fact]
    public void Being_seen_at_exactly_the_end_of_a_window_starts_the_next()
    {
        _team.Opened(Monday("08:00"));
        _team.Heartbeat(Tuesday("08:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.Starts);
    }

    [Fact]
    public void Being_seen_and_closing_at_exactly_the_end_of_a_window_starts_the_next()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Tuesday("08:00"));
        _team.Heartbeat(Tuesday("08:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.Starts);
    }

    [Fact]
    public void Windows_chain_as_long_as_the_product_stays_open()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Thursday("08:01"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00"), Wednesday("08:00"), Thursday("08:00")], _team.Starts);
        Assert.Equal(100 - 28, _team.UsableAt(Thursday("09:00")));
    }

    [Fact]
    public void A_chained_window_is_charged_as_soon_as_a_signal_proves_it()
    {
        _team.Beats(Monday("08:00"), Tuesday("08:00") - TimeSpan.FromMinutes(5), everyMinutes: 5);
        Assert.Equal(93, _team.UsableAt(Tuesday("07:55")));
        _team.Heartbeat(Tuesday("08:02"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.Starts);
        Assert.Equal(86, _team.UsableAt(Tuesday("08:02")));
    }

    [Fact]
    public void Another_product_is_charged_apart()
    {
        _team.See(SignalKinds.Opened, Monday("08:00"), product: "autocad");
        _team.See(SignalKinds.Opened, Monday("08:00"), product: "revit");
        Assert.Equal(100 - 7 - 10, _team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void Another_user_is_charged_apart()
    {
        _team.See(SignalKinds.Opened, Monday("08:00"), user: "priscilla");
        _team.See(SignalKinds.Opened, Monday("08:00"), user: "tom");
        Assert.Equal(100 - 14, _team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void A_user_in_other_letter_case_is_the_same_user()
    {
        _team.See(SignalKinds.Opened, Monday("08:00"), user: "priscilla@acme.com");
        _team.See(SignalKinds.Opened, Monday("09:00"), user: "Priscilla@ACME.com", session: "s2");
        Assert.Equal(93, _team.UsableAt(Monday("09:00")));
    }

    [Fact]
    public void A_session_or_product_in_other_letter_case_is_another()
    {
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("08:00"), "s1"));
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("08:00"), "S1"));
        var refused = _team.See(SignalKinds.Opened, Monday("08:00"), product: "AutoCAD");
        Assert.Equal(RejectionCode.UnknownProduct, Assert.IsType<UsageOutcome.Refused>(refused).Rejection.Code);
    }

    [Fact]
    public void Use_of_several_sessions_is_their_union()
    {
        _team.Opened(Monday("08:00"), "s1");
        _team.Closed(Monday("20:00"), "s1");
        _team.Opened(Monday("19:00"), "s2");
        _team.Closed(Tuesday("09:00"), "s2");
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.Starts);
    }

    [Fact]
    public void No_use_has_no_windows()
    {
        Assert.Empty(DailyCharge.WindowStarts([], null));
    }

    [Fact]
    public void Use_that_the_last_window_before_pays_for_starts_none()
    {
        var use = new UsageInterval(Monday("08:00"), Monday("10:00"), includesEnd: false);
        Assert.Empty(DailyCharge.WindowStarts([use], Monday("10:00")));
        Assert.Equal(
            [Monday("10:00")],
            DailyCharge.WindowStarts([new UsageInterval(use.Start, use.End, includesEnd: true)], Monday("10:00"))
        );
        Assert.Equal([Monday("09:59")], DailyCharge.WindowStarts([use], Monday("09:59")));
        Assert.Equal([Monday("08:00")], DailyCharge.WindowStarts([use], Monday("08:00")));
    }
}
