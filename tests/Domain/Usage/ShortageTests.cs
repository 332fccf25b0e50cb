using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>R9, shortage: what is denied, what is cut, and what is kept. AutoCAD is 7 tokens.</summary>
public sealed class ShortageTests
{
    [Fact]
    public void A_team_without_tokens_is_denied()
    {
        var team = new Team();
        AssertDenied(team.Opened(Monday("08:00")));
        Assert.Empty(team.Charges);
        Assert.Equal(Monday("08:00"), Assert.Single(team.Declines).At);
    }

    [Fact]
    public void A_window_is_paid_whole_or_not_at_all()
    {
        var team = new Team().Buy("o1", 4, Monday("00:00")).Buy("o2", 2, Monday("00:00"));
        AssertDenied(team.Opened(Monday("08:00")));
        Assert.Equal(6, team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void Exactly_the_rate_is_enough()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        Assert.IsType<UsageOutcome.Accepted>(team.Opened(Monday("08:00")));
        Assert.Equal(0, team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void Inside_a_running_window_no_token_is_needed()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Opened(Monday("08:00"), "s1");
        Assert.IsType<UsageOutcome.Accepted>(team.Opened(Tuesday("07:59"), "s2"));
    }

    [Fact]
    public void Tokens_that_have_expired_at_the_commit_do_not_pay_use_of_before()
    {
        var team = new Team().Buy("o1", 100, Monday("12:00").AddYears(-1));
        AssertDenied(team.See(SignalKinds.Opened, Monday("08:00"), now: Monday("12:00")));
        Assert.IsType<UsageOutcome.Accepted>(
            team.See(SignalKinds.Opened, Monday("08:00"), "s2", now: Monday("12:00") - Tick)
        );
    }

    [Fact]
    public void A_denied_signal_stays_denied_when_there_is_money()
    {
        var team = new Team();
        AssertDenied(team.Opened(Monday("08:00")));
        team.Buy("o1", 100, Monday("08:30"));
        Assert.IsType<UsageOutcome.Duplicate>(team.Opened(Monday("08:00"), enqueuedAt: Monday("09:00")));
        Assert.Empty(team.Charges);
        Assert.IsType<UsageOutcome.Accepted>(team.Heartbeat(Monday("08:00"), enqueuedAt: Monday("09:00")));
    }

    [Fact]
    public void A_denied_signal_stays_denied_as_long_as_it_would_be_accepted()
    {
        var team = new Team();
        AssertDenied(team.Opened(Monday("08:00")));
        team.Buy("o1", 100, Monday("08:30"));
        team.Opened(Monday("08:00").AddDays(8), "s2");
        Assert.IsType<UsageOutcome.Duplicate>(team.Opened(Monday("08:00"), enqueuedAt: Monday("08:00").AddDays(7)));
    }

    [Fact]
    public void Access_comes_back_with_a_purchase_from_the_next_signal_on()
    {
        var team = new Team();
        AssertDenied(team.Opened(Monday("08:02")));
        AssertDenied(team.Heartbeat(Monday("08:07")));
        team.Buy("o1", 100, Monday("08:10"));
        Assert.IsType<UsageOutcome.Accepted>(team.Heartbeat(Monday("08:12")));
        Assert.Equal([Monday("08:12")], team.Starts);
        Assert.Single(team.Declines);
    }

    [Fact]
    public void A_signal_after_the_cut_is_denied_and_nothing_is_joined_across_the_cut()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Beats(Monday("08:00"), Tuesday("07:55"), everyMinutes: 5);
        AssertDenied(team.Heartbeat(Tuesday("08:05")));
        team.Buy("o2", 100, Tuesday("08:06"));
        Assert.IsType<UsageOutcome.Accepted>(team.Heartbeat(Tuesday("08:08")));
        Assert.Equal([Monday("08:00"), Tuesday("08:08")], team.Starts);
    }

    [Fact]
    public void Windows_are_paid_oldest_first_and_the_proof_before_the_cut_is_kept()
    {
        var team = new Team().Buy("o1", 20, Monday("00:00"));
        team.Opened(Monday("08:00"));
        AssertDenied(team.Closed(Thursday("08:00")));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], team.Starts);
        Assert.Equal(6, team.UsableAt(Thursday("08:00")));
    }

    [Fact]
    public void Use_up_to_the_cut_counts_when_a_later_signal_moves_windows()
    {
        var team = new Team().Buy("o1", 14, Monday("00:00"));
        team.Opened(Monday("08:00"));
        AssertDenied(team.Closed(Thursday("08:00")));
        team.Buy("o2", 7, Thursday("08:00"));

        // An hour earlier: the use until the cut at Wednesday 08:00 now reaches into a third window.
        team.Opened(Monday("07:00"), "s2", enqueuedAt: Thursday("08:01"));
        Assert.Equal([Monday("07:00"), Tuesday("07:00"), Wednesday("07:00")], team.Starts);
    }

    [Fact]
    public void A_signal_before_the_cut_is_accepted()
    {
        var team = new Team().Buy("o1", 20, Monday("00:00"));
        team.Closed(Thursday("08:00"));
        Assert.IsType<UsageOutcome.Accepted>(team.Opened(Monday("08:00"), enqueuedAt: Thursday("08:00")));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], team.Starts);
        Assert.Empty(team.Declines);
    }

    [Fact]
    public void A_signal_that_would_cut_a_span_of_earlier_signals_counts_for_nothing()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Beats(Monday("09:00"), Tuesday("08:55"), everyMinutes: 5);
        AssertDenied(team.Heartbeat(Monday("08:50"), enqueuedAt: Tuesday("09:00")));
        Assert.Equal([Monday("09:00")], team.Starts);
        Assert.Empty(team.Reversals);
        team.Buy("o2", 100, Tuesday("09:01"));
        team.Heartbeat(Tuesday("09:05"));
        Assert.Equal([Monday("09:00"), Tuesday("09:00")], team.Starts);
    }

    [Fact]
    public void Signal_at_the_unpaid_start_leaves_no_implied_close()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Beats(Monday("08:00"), Tuesday("07:55"), everyMinutes: 5);
        AssertDenied(team.Heartbeat(Tuesday("08:00")));
        team.Buy("o2", 100, Tuesday("08:01"));
        team.Heartbeat(Tuesday("08:05"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], team.Starts);
    }

    [Fact]
    public void A_signal_that_leaves_a_shortage_in_spite_of_the_cut_counts_for_nothing()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Opened(Monday("09:00"), "s1");
        team.Heartbeat(Tuesday("08:30"), "s2");
        team.Closed(Tuesday("08:10"), "s3", enqueuedAt: Tuesday("08:31"));

        // It moves the window to Monday 08:00; even cut at Tuesday 08:00, the heartbeat of 08:30 would need a window.
        AssertDenied(team.Opened(Monday("08:00"), "s3", enqueuedAt: Tuesday("08:32")));
        Assert.Equal([Monday("09:00")], team.Starts);
        Assert.Empty(team.Reversals);
    }

    [Fact]
    public void A_shortage_of_one_user_cuts_no_other()
    {
        var team = new Team().Buy("o1", 14, Monday("00:00"));
        team.See(SignalKinds.Opened, Monday("08:00"), user: "priscilla");
        team.See(SignalKinds.Opened, Monday("08:00"), user: "tom");
        AssertDenied(team.See(SignalKinds.Closed, Tuesday("08:30"), user: "tom"));
        Assert.IsType<UsageOutcome.Accepted>(team.See(SignalKinds.Closed, Tuesday("07:00"), user: "priscilla"));
        Assert.Equal((1, 1), (team.StandingOf("tom").Count, team.StandingOf("priscilla").Count));
    }

    [Fact]
    public void A_closed_at_the_instant_of_the_cut_again_is_one_signal() =>
        Assert.IsType<UsageOutcome.Duplicate>(ClosedAtTheCutAgain());

    [Fact]
    public void A_closed_at_the_instant_of_the_cut_again_charges_nothing() => ClosedAtTheCutAgain();

    private static UsageOutcome ClosedAtTheCutAgain()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Beats(Monday("08:00"), Tuesday("07:50"), everyMinutes: 10);
        team.Closed(Tuesday("08:00"));
        AssertDenied(team.Heartbeat(Tuesday("08:10")));
        var again = team.Closed(Tuesday("08:00"), enqueuedAt: Tuesday("08:11"));
        Assert.Equal([Monday("08:00")], team.Starts);
        team.Buy("o2", 100, Tuesday("08:12"));
        team.Heartbeat(Tuesday("08:13"));
        Assert.Equal([Monday("08:00"), Tuesday("08:13")], team.Starts);
        return again;
    }

    private static void AssertDenied(UsageOutcome outcome) =>
        Assert.Equal(RejectionCode.InsufficientTokens, Assert.IsType<UsageOutcome.Denied>(outcome).Reason);
}
