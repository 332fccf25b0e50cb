using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests;

/// <summary>The daily charge (R1) and chained windows (R2). AutoCAD costs 7 tokens, Revit 10.</summary>
public sealed class DailyChargeTests
{
    private readonly Team _team = new Team().Buy("o1", 100, Monday("00:00"));

    [Fact]
    public void Priscilla_pays_7_tokens_on_Monday_at_8_and_7_on_Tuesday_at_8()
    {
        _team.Opened(Monday("08:00"), "s1");
        Assert.Equal(93, _team.UsableAt(Monday("08:00")));
        _team.Closed(Monday("17:00"), "s1");
        _team.Opened(Tuesday("07:00"), "s2");
        Assert.Equal(93, _team.UsableAt(Tuesday("07:00")));
        _team.Closed(Tuesday("17:00"), "s2");
        Assert.Equal(86, _team.UsableAt(Thursday("00:00")));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Opening_again_inside_the_window_charges_nothing()
    {
        _team.Opened(Monday("08:00"), "s1");
        _team.Closed(Monday("08:05"), "s1");
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("09:00"), "s2"));
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("09:00:30"), "s3"));
        _team.Opened(Tuesday("08:00") - Tick, "s4");
        Assert.Equal([Monday("08:00")], _team.WindowStarts);
        Assert.Equal(93, _team.UsableAt(Tuesday("08:00")));
    }

    [Fact]
    public void Use_after_the_end_of_a_window_starts_a_new_window()
    {
        _team.Opened(Monday("08:00"));
        _team.Opened(Tuesday("09:30"));
        Assert.Equal([Monday("08:00"), Tuesday("09:30")], _team.WindowStarts);
    }

    [Fact]
    public void Opening_exactly_at_the_end_of_a_window_starts_the_next()
    {
        _team.Opened(Monday("08:00"));
        _team.Opened(Tuesday("08:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Closing_exactly_at_the_end_of_a_window_is_free()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Tuesday("08:00"));
        Assert.Equal([Monday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Closing_a_tick_after_the_end_of_a_window_starts_the_next()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Tuesday("08:00") + Tick);
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Heartbeat_exactly_at_the_end_of_a_window_starts_the_next()
    {
        _team.Opened(Monday("08:00"));
        _team.Heartbeat(Tuesday("08:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Heartbeat_and_close_at_the_end_of_a_window_start_the_next()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Tuesday("08:00"));
        _team.Heartbeat(Tuesday("08:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Windows_chain_while_the_product_stays_open()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Thursday("08:01"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00"), Wednesday("08:00"), Thursday("08:00")], _team.WindowStarts);
        Assert.Equal(100 - 28, _team.UsableAt(Thursday("09:00")));
    }

    [Fact]
    public void Chained_window_is_charged_with_the_first_signal_that_proves_it()
    {
        _team.Heartbeats(Monday("08:00"), Tuesday("08:00") - TimeSpan.FromMinutes(5), everyMinutes: 5);
        Assert.Equal(93, _team.UsableAt(Tuesday("07:55")));
        _team.Heartbeat(Tuesday("08:02"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
        Assert.Equal(86, _team.UsableAt(Tuesday("08:02")));
    }

    [Fact]
    public void Each_product_is_charged_separately()
    {
        _team.Send(SignalKinds.Opened, Monday("08:00"), product: "autocad");
        _team.Send(SignalKinds.Opened, Monday("08:00"), product: "revit");
        Assert.Equal(100 - 7 - 10, _team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void Each_user_is_charged_separately()
    {
        _team.Send(SignalKinds.Opened, Monday("08:00"), user: "priscilla");
        _team.Send(SignalKinds.Opened, Monday("08:00"), user: "tom");
        Assert.Equal(100 - 14, _team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void User_ids_ignore_case()
    {
        _team.Send(SignalKinds.Opened, Monday("08:00"), user: "priscilla@acme.com");
        _team.Send(SignalKinds.Opened, Monday("09:00"), user: "Priscilla@ACME.com", session: "s2");
        Assert.Equal(93, _team.UsableAt(Monday("09:00")));
    }

    [Fact]
    public void Session_and_product_ids_are_case_sensitive()
    {
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("08:00"), "s1"));
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("08:00"), "S1"));
        var refused = _team.Send(SignalKinds.Opened, Monday("08:00"), product: "AutoCAD");
        Assert.Equal(RejectionCode.UnknownProduct, Assert.IsType<UsageOutcome.Refused>(refused).Rejection.Code);
    }

    [Fact]
    public void Use_is_the_union_of_all_sessions()
    {
        _team.Opened(Monday("08:00"), "s1");
        _team.Closed(Monday("20:00"), "s1");
        _team.Opened(Monday("19:00"), "s2");
        _team.Closed(Tuesday("09:00"), "s2");
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void No_use_starts_no_window()
    {
        Assert.Empty(DailyCharge.WindowStarts([], null));
    }

    [Fact]
    public void Use_paid_by_an_earlier_window_starts_no_window()
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
