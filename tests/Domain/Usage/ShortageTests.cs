using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>Denials and implied closes for lack of tokens (R9). AutoCAD costs 7 tokens.</summary>
public sealed class ShortageTests
{
    [Fact]
    public void Team_without_tokens_is_denied()
    {
        var team = new Team();
        AssertDenied(team.Opened(Monday("08:00")));
        Assert.Empty(team.Charges);
        Assert.Equal(Monday("08:00"), Assert.Single(team.Declines).At);
    }

    [Fact]
    public void Window_is_paid_in_full_or_not_at_all()
    {
        var team = new Team().Buy("o1", 4, Monday("00:00")).Buy("o2", 2, Monday("00:00"));
        AssertDenied(team.Opened(Monday("08:00")));
        Assert.Equal(6, team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void Tokens_equal_to_the_rate_are_enough()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        Assert.IsType<UsageOutcome.Accepted>(team.Opened(Monday("08:00")));
        Assert.Equal(0, team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void Use_in_a_running_window_needs_no_tokens()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Opened(Monday("08:00"), "s1");
        Assert.IsType<UsageOutcome.Accepted>(team.Opened(Tuesday("07:59"), "s2"));
    }

    [Fact]
    public void Tokens_expired_at_the_decision_do_not_pay_for_earlier_use()
    {
        var team = new Team().Buy("o1", 100, Monday("12:00").AddYears(-1));
        AssertDenied(team.Send(SignalKinds.Opened, Monday("08:00"), now: Monday("12:00")));
        Assert.IsType<UsageOutcome.Accepted>(
            team.Send(SignalKinds.Opened, Monday("08:00"), "s2", now: Monday("12:00") - Tick)
        );
    }

    [Fact]
    public void Denied_signal_stays_denied_after_a_purchase()
    {
        var team = new Team();
        AssertDenied(team.Opened(Monday("08:00")));
        team.Buy("o1", 100, Monday("08:30"));
        Assert.IsType<UsageOutcome.Duplicate>(team.Opened(Monday("08:00"), enqueuedAt: Monday("09:00")));
        Assert.Empty(team.Charges);
        Assert.IsType<UsageOutcome.Accepted>(team.Heartbeat(Monday("08:00"), enqueuedAt: Monday("09:00")));
    }

    [Fact]
    public void Denied_signal_stays_denied_until_it_is_too_late()
    {
        var team = new Team();
        AssertDenied(team.Opened(Monday("08:00")));
        team.Buy("o1", 100, Monday("08:30"));
        team.Opened(Monday("08:00").AddDays(8), "s2");
        Assert.IsType<UsageOutcome.Duplicate>(team.Opened(Monday("08:00"), enqueuedAt: Monday("08:00").AddDays(7)));
    }

    [Fact]
    public void Next_signal_after_a_purchase_is_accepted()
    {
        var team = new Team();
        AssertDenied(team.Opened(Monday("08:02")));
        AssertDenied(team.Heartbeat(Monday("08:07")));
        team.Buy("o1", 100, Monday("08:10"));
        Assert.IsType<UsageOutcome.Accepted>(team.Heartbeat(Monday("08:12")));
        Assert.Equal([Monday("08:12")], team.WindowStarts);
        Assert.Single(team.Declines);
    }

    [Fact]
    public void Signal_after_an_implied_close_is_denied_and_stays_unconnected()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Heartbeats(Monday("08:00"), Tuesday("07:55"), everyMinutes: 5);
        AssertDenied(team.Heartbeat(Tuesday("08:05")));
        team.Buy("o2", 100, Tuesday("08:06"));
        Assert.IsType<UsageOutcome.Accepted>(team.Heartbeat(Tuesday("08:08")));
        Assert.Equal([Monday("08:00"), Tuesday("08:08")], team.WindowStarts);
    }

    [Fact]
    public void Oldest_windows_are_paid_and_activity_before_the_close_is_kept()
    {
        var team = new Team().Buy("o1", 20, Monday("00:00"));
        team.Opened(Monday("08:00"));
        AssertDenied(team.Closed(Thursday("08:00")));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], team.WindowStarts);
        Assert.Equal(6, team.UsableAt(Thursday("08:00")));
    }

    [Fact]
    public void Use_until_an_implied_close_counts_when_windows_move()
    {
        var team = new Team().Buy("o1", 14, Monday("00:00"));
        team.Opened(Monday("08:00"));
        AssertDenied(team.Closed(Thursday("08:00")));
        team.Buy("o2", 7, Thursday("08:00"));

        // The first window moves an hour earlier. The use until the implied close on Wednesday 08:00 needs a third
        // window.
        team.Opened(Monday("07:00"), "s2", enqueuedAt: Thursday("08:01"));
        Assert.Equal([Monday("07:00"), Tuesday("07:00"), Wednesday("07:00")], team.WindowStarts);
    }

    [Fact]
    public void Signal_before_an_implied_close_is_accepted()
    {
        var team = new Team().Buy("o1", 20, Monday("00:00"));
        team.Closed(Thursday("08:00"));
        Assert.IsType<UsageOutcome.Accepted>(team.Opened(Monday("08:00"), enqueuedAt: Thursday("08:00")));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], team.WindowStarts);
        Assert.Empty(team.Declines);
    }

    [Fact]
    public void Signal_that_would_close_an_earlier_span_is_not_recorded()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Heartbeats(Monday("09:00"), Tuesday("08:55"), everyMinutes: 5);
        AssertDenied(team.Heartbeat(Monday("08:50"), enqueuedAt: Tuesday("09:00")));
        Assert.Equal([Monday("09:00")], team.WindowStarts);
        Assert.Empty(team.Reversals);
        team.Buy("o2", 100, Tuesday("09:01"));
        team.Heartbeat(Tuesday("09:05"));
        Assert.Equal([Monday("09:00"), Tuesday("09:00")], team.WindowStarts);
    }

    [Fact]
    public void Signal_at_the_unpaid_start_leaves_no_implied_close()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Heartbeats(Monday("08:00"), Tuesday("07:55"), everyMinutes: 5);
        AssertDenied(team.Heartbeat(Tuesday("08:00")));
        team.Buy("o2", 100, Tuesday("08:01"));
        team.Heartbeat(Tuesday("08:05"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], team.WindowStarts);
    }

    [Fact]
    public void Signal_unpaid_despite_an_implied_close_is_not_recorded()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Opened(Monday("09:00"), "s1");
        team.Heartbeat(Tuesday("08:30"), "s2");
        team.Closed(Tuesday("08:10"), "s3", enqueuedAt: Tuesday("08:31"));

        // The window moves to Monday 08:00. Despite an implied close on Tuesday 08:00, the heartbeat at 08:30 needs a
        // window.
        AssertDenied(team.Opened(Monday("08:00"), "s3", enqueuedAt: Tuesday("08:32")));
        Assert.Equal([Monday("09:00")], team.WindowStarts);
        Assert.Empty(team.Reversals);
    }

    [Fact]
    public void Shortage_of_one_user_does_not_close_another()
    {
        var team = new Team().Buy("o1", 14, Monday("00:00"));
        team.Send(SignalKinds.Opened, Monday("08:00"), user: "priscilla");
        team.Send(SignalKinds.Opened, Monday("08:00"), user: "tom");
        AssertDenied(team.Send(SignalKinds.Closed, Tuesday("08:30"), user: "tom"));
        Assert.IsType<UsageOutcome.Accepted>(team.Send(SignalKinds.Closed, Tuesday("07:00"), user: "priscilla"));
        Assert.Equal((1, 1), (team.ActiveChargesOf("tom").Count, team.ActiveChargesOf("priscilla").Count));
    }

    [Fact]
    public void Repeated_closed_at_an_implied_close_is_a_duplicate() =>
        Assert.IsType<UsageOutcome.Duplicate>(RepeatClosedAtImpliedClose());

    [Fact]
    public void Repeated_closed_at_an_implied_close_charges_nothing() => RepeatClosedAtImpliedClose();

    private static UsageOutcome RepeatClosedAtImpliedClose()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Heartbeats(Monday("08:00"), Tuesday("07:50"), everyMinutes: 10);
        team.Closed(Tuesday("08:00"));
        AssertDenied(team.Heartbeat(Tuesday("08:10")));
        var again = team.Closed(Tuesday("08:00"), enqueuedAt: Tuesday("08:11"));
        Assert.Equal([Monday("08:00")], team.WindowStarts);
        team.Buy("o2", 100, Tuesday("08:12"));
        team.Heartbeat(Tuesday("08:13"));
        Assert.Equal([Monday("08:00"), Tuesday("08:13")], team.WindowStarts);
        return again;
    }

    private static void AssertDenied(UsageOutcome outcome) =>
        Assert.Equal(RejectionCode.InsufficientTokens, Assert.IsType<UsageOutcome.Denied>(outcome).Reason);
}
