using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>Late and duplicate signals (R4, R19). Maya costs 6 tokens, from 1 March 2027 on 8.</summary>
public sealed class LateSignalTests
{
    private static readonly DateTimeOffset s_eve = At("2027-02-28 23:00");
    private static readonly DateTimeOffset s_morning = At("2027-03-01 01:00");

    [Fact]
    public void Equal_signal_of_another_event_is_a_duplicate()
    {
        var team = new Team().Buy("o1", 100, Monday("00:00"));
        team.Opened(Monday("08:00"));
        Assert.IsType<UsageOutcome.Duplicate>(team.Opened(Monday("08:00"), enqueuedAt: Tuesday("08:00")));
        Assert.Single(team.Charges);
    }

    [Fact]
    public void Signal_of_another_kind_at_the_same_time_is_not_a_duplicate()
    {
        var team = new Team().Buy("o1", 100, Monday("00:00"));
        team.Opened(Monday("08:00"));
        Assert.IsType<UsageOutcome.Accepted>(team.Heartbeat(Monday("08:00")));
        Assert.IsType<UsageOutcome.Duplicate>(team.Heartbeat(Monday("08:00")));
    }

    [Fact]
    public void Signal_inside_a_span_is_a_duplicate_and_changes_nothing()
    {
        var team = new Team().Buy("o1", 100, Monday("00:00"));
        team.Heartbeats(Monday("08:00"), Monday("09:00"), everyMinutes: 10);
        var before = team.Usage;
        Assert.IsType<UsageOutcome.Duplicate>(team.Heartbeat(Monday("08:33")));
        Assert.IsType<UsageOutcome.Duplicate>(team.Opened(Monday("08:34")));
        Assert.Equal(before, team.Usage);
    }

    [Fact]
    public void Heartbeat_in_a_span_before_its_first_use_is_accepted()
    {
        var team = new Team().Buy("o1", 100, Monday("00:00"));
        team.Closed(Monday("08:00"));
        team.Heartbeat(Monday("08:10"));
        Assert.IsType<UsageOutcome.Accepted>(team.Heartbeat(Monday("08:05")));
        Assert.Equal([Monday("08:05")], team.WindowStarts);
    }

    [Fact]
    public void Earlier_opened_moves_the_window_and_the_same_tokens_pay_it()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00")).Buy("o2", 100, Monday("00:01"));
        team.Opened(Monday("09:00"), "s2");
        team.Opened(Monday("08:00"), "s1", enqueuedAt: Monday("12:00"));
        Assert.Equal([Monday("08:00")], team.WindowStarts);
        Assert.Equal((0, 100), (team.RemainingOf("o1"), team.RemainingOf("o2")));
        var reversal = Assert.Single(team.Reversals).Reversal;
        Assert.Equal(
            (Monday("09:00"), Tokens.Whole(7)),
            (reversal.Window.Start, Assert.Single(reversal.Carried).Tokens)
        );
        Assert.Empty(reversal.GivenBack);
        var charge = team.Charges.Last().Charge;
        Assert.Equal(reversal.Carried.AsEnumerable(), charge.Carried.AsEnumerable());
        Assert.Empty(charge.Drawn);
    }

    [Fact]
    public void Payments_of_moved_windows_carry_over_in_order_of_start()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00")).Buy("o2", 7, Monday("00:01")).Buy("o3", 7, Monday("00:02"));
        team.Opened(Monday("09:00"), "s1");
        team.Opened(Tuesday("10:00"), "s2");
        team.Opened(Monday("08:00"), "s3", enqueuedAt: Wednesday("08:00"));
        team.Closed(Tuesday("08:30"), "s3", enqueuedAt: Wednesday("08:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], team.WindowStarts);
        Assert.Equal(
            ["o1", "o2"],
            team.ActiveChargesOf().Select(charge => Assert.Single(charge.Carried).Grant.Order.Value)
        );
        Assert.Equal(7, team.RemainingOf("o3"));
    }

    [Fact]
    public void Heartbeat_that_breaks_a_connection_reverses_its_windows()
    {
        var team = new Team().Buy("o1", 100, Monday("00:00"));
        team.Opened(Monday("08:00"));
        team.Closed(Wednesday("12:00"));
        Assert.Equal(100 - 21, team.UsableAt(Wednesday("12:00")));
        team.Heartbeat(Monday("12:00"), enqueuedAt: Wednesday("13:00"));
        Assert.Equal([Monday("08:00")], team.WindowStarts);
        Assert.Equal(93, team.UsableAt(Wednesday("13:00")));
        Assert.Equal(2, team.Reversals.Count());
    }

    [Fact]
    public void Window_that_moves_to_a_lower_rate_gives_the_difference_back()
    {
        var team = MayaUsedInTheMorning(bought: At("2026-12-01 00:00"));
        team.Send(SignalKinds.Opened, s_eve, "late", enqueuedAt: s_morning, product: "maya");
        Assert.Equal(100 - 6, team.UsableAt(s_morning));
        var reversal = Assert.Single(team.Reversals).Reversal;
        Assert.Equal(Tokens.Whole(8), reversal.Rate);
        Assert.Equal(Tokens.Whole(6), Assert.Single(reversal.Carried).Tokens);
        Assert.Equal(Tokens.Whole(2), Assert.Single(reversal.GivenBack).Tokens);
        Assert.Empty(reversal.Lapsed);
    }

    [Fact]
    public void Window_that_moves_to_a_higher_rate_draws_the_difference()
    {
        var team = new Team().Buy("o1", 100, At("2027-02-01 00:00"));
        team.Send(SignalKinds.Opened, At("2027-02-27 12:00"), product: "maya");
        team.Send(SignalKinds.Closed, At("2027-03-01 10:00"), product: "maya");
        team.Send(SignalKinds.Heartbeat, At("2027-03-01 06:00"), "s2", product: "maya");
        Assert.Equal(100 - 12, team.UsableAt(s_morning));
        team.Send(SignalKinds.Heartbeat, At("2027-02-27 13:00"), enqueuedAt: At("2027-03-01 12:00"), product: "maya");
        var moved = team.ActiveChargesOf(product: "maya")[1];
        Assert.Equal((At("2027-03-01 06:00"), Tokens.Whole(8)), (moved.Window.Start, moved.Rate));
        Assert.Equal(Tokens.Whole(6), Assert.Single(moved.Carried).Tokens);
        Assert.Equal(Tokens.Whole(2), Assert.Single(moved.Drawn).Tokens);
        Assert.Equal(100 - 14, team.UsableAt(s_morning));
    }

    [Fact]
    public void Payments_of_an_expired_order_pay_the_moved_window()
    {
        var team = MayaUsedInTheMorning(bought: At("2026-03-05 00:00"));
        team.Buy("o2", 50, At("2027-03-04 00:00"));
        team.Send(SignalKinds.Opened, s_eve, "late", enqueuedAt: At("2027-03-05 00:00"), product: "maya");
        var reversal = Assert.Single(team.Reversals).Reversal;
        Assert.Equal(Tokens.Whole(6), Assert.Single(reversal.Carried).Tokens);
        Assert.Empty(reversal.GivenBack);
        Assert.Equal(Tokens.Whole(2), Assert.Single(reversal.Lapsed).Tokens);
        Assert.Equal((92, 50), (team.RemainingOf("o1"), team.RemainingOf("o2")));
    }

    [Fact]
    public void Difference_is_given_back_until_a_tick_before_expiry()
    {
        var team = MayaUsedInTheMorning(bought: At("2026-03-05 00:00"));
        team.Send(SignalKinds.Opened, s_eve, "late", enqueuedAt: At("2027-03-05 00:00") - Tick, product: "maya");
        Assert.Equal(94, team.RemainingOf("o1"));
    }

    [Fact]
    public void Reversed_window_gives_each_order_back_what_it_paid()
    {
        var team = new Team().Buy("o1", 10, Monday("00:00")).Buy("o2", 10, Monday("00:01"));
        team.Opened(Monday("08:00"));
        team.Closed(Tuesday("09:00"));
        Assert.Equal((0, 6), (team.RemainingOf("o1"), team.RemainingOf("o2")));
        team.Heartbeat(Monday("20:00"), enqueuedAt: Tuesday("10:00"));
        Assert.Equal((3, 10), (team.RemainingOf("o1"), team.RemainingOf("o2")));
    }

    [Fact]
    public void Payment_of_an_order_that_left_the_team_lapses()
    {
        var grant = Grant.Of("o1", 10, Monday("00:00"));
        var charged = new ChargedWindow(new(Monday("08:00")), Tokens.Whole(7), [new(grant, Tokens.Whole(7))]);
        var settled = WindowSettlement.Settle([charged], [], _ => Tokens.Whole(7), GrantPool.Empty, Monday("09:00"));
        var reversal = Assert.Single(Assert.IsType<WindowSettlement.Paid>(settled).Reversals);
        Assert.Equal(Tokens.Whole(7), Assert.Single(reversal.Lapsed).Tokens);
    }

    private static Team MayaUsedInTheMorning(DateTimeOffset bought)
    {
        var team = new Team().Buy("o1", 100, bought);
        team.Send(SignalKinds.Opened, s_morning, "s1", product: "maya");
        Assert.Equal(92, team.RemainingOf("o1"));
        return team;
    }
}
