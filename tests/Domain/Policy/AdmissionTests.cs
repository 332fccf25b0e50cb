using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Policy;

/// <summary>R9: what policy and invoices deny, and what they do not. The timeout is 15 minutes.</summary>
public sealed class AdmissionTests
{
    private readonly Team _team = new Team().Buy("o1", 100, Monday("00:00"));

    [Fact]
    public void A_new_team_lets_everybody_use_everything() =>
        Assert.Null(Admission.Open.Denial(UserId.Of("anybody"), ProductId.Of("anything")));

    [Fact]
    public void Denials_follow_precedence()
    {
        var team = new Team().WhileOverdue().WithUsers("tom").WithProducts("revit");
        Denied(RejectionCode.PaymentOverdue, team.Opened(Monday("08:00")));
        team.WhileOverdue(false);
        Denied(RejectionCode.UserNotAssigned, team.Opened(Monday("08:01")));
        team.WithUsers("priscilla");
        Denied(RejectionCode.ProductNotAllowed, team.Opened(Monday("08:02")));
        team.WithProducts("autocad");
        Denied(RejectionCode.InsufficientTokens, team.Opened(Monday("08:03")));
        team.Buy("o1", 7, Monday("08:04"));
        Assert.IsType<UsageOutcome.Accepted>(team.Opened(Monday("08:05")));
    }

    [Fact]
    public void A_seat_is_asked_before_all_of_them()
    {
        var team = new Team().WhileOverdue().WithUsers("tom").WithProducts("revit").GiveSeat(Monday("08:00"));
        Assert.IsType<UsageOutcome.Accepted>(team.Opened(Monday("08:00")));
        Denied(RejectionCode.PaymentOverdue, team.Opened(Monday("08:00") - Tick, enqueuedAt: Monday("08:00")));
        team.TakeSeat(Monday("09:00"));
        Denied(RejectionCode.PaymentOverdue, team.Opened(Monday("09:00")));
    }

    [Fact]
    public void A_running_window_is_asked_after_them()
    {
        _team.Opened(Monday("08:00"), "s1");
        _team.WithProducts("revit");
        Denied(RejectionCode.ProductNotAllowed, _team.Opened(Monday("09:00"), "s2"));
        Assert.Equal([Monday("08:00")], _team.Starts);
    }

    [Fact]
    public void An_assigned_user_is_compared_lower_cased()
    {
        _team.WithUsers("Priscilla");
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("08:00")));
    }

    [Fact]
    public void Assignment_is_of_no_interest_where_all_users_may()
    {
        var anybody = Admission.Open with { Assigned = [UserId.Of("tom")] };
        Assert.Null(anybody.Denial(UserId.Of("priscilla"), ProductId.Of("autocad")));
    }

    [Fact]
    public void Denial_by_policy_posts_a_declined_line_with_its_reason()
    {
        _team.WhileOverdue().Opened(Monday("08:00"));
        Assert.Empty(_team.Charges);
        Assert.Equal(RejectionCode.PaymentOverdue, Assert.Single(_team.Declines).Reason);
    }

    [Fact]
    public void A_heartbeat_that_goes_on_is_not_denied_and_chains_windows()
    {
        _team.Opened(Monday("08:00"));
        _team.WhileOverdue();
        _team.Beats(Monday("08:15"), Tuesday("09:00"), everyMinutes: 15);
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.Starts);
        Assert.Empty(_team.Declines);
    }

    [Fact]
    public void A_heartbeat_more_than_the_timeout_after_is_denied()
    {
        _team.Opened(Monday("08:00"));
        _team.WhileOverdue();
        Denied(RejectionCode.PaymentOverdue, _team.Heartbeat(Monday("08:15") + Tick));
    }

    [Fact]
    public void A_heartbeat_of_another_session_does_not_go_on()
    {
        _team.Opened(Monday("08:00"), "s1");
        _team.WhileOverdue();
        Denied(RejectionCode.PaymentOverdue, _team.Heartbeat(Monday("08:05"), "s2"));
    }

    [Fact]
    public void A_heartbeat_after_a_closed_is_denied()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Monday("08:05"));
        _team.WhileOverdue();
        Denied(RejectionCode.PaymentOverdue, _team.Heartbeat(Monday("08:10")));
    }

    [Theory]
    [InlineData(SignalKinds.Opened)]
    [InlineData(SignalKinds.Heartbeat)]
    [InlineData(SignalKinds.Closed)]
    public void A_late_heartbeat_up_to_the_timeout_before_an_accepted_signal_goes_on(SignalKinds next)
    {
        _team.See(next, Monday("08:15"));
        _team.WhileOverdue();
        Denied(RejectionCode.PaymentOverdue, _team.Heartbeat(Monday("08:00") - Tick, enqueuedAt: Monday("08:20")));
        Assert.IsType<UsageOutcome.Accepted>(_team.Heartbeat(Monday("08:00"), enqueuedAt: Monday("08:20")));
        Assert.Equal([Monday("08:00")], _team.Starts);
    }

    [Fact]
    public void A_heartbeat_after_a_closed_goes_on_if_an_accepted_signal_follows()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Monday("08:05"));
        _team.Heartbeat(Monday("08:25"));
        _team.WhileOverdue();
        Assert.IsType<UsageOutcome.Accepted>(_team.Heartbeat(Monday("08:12"), enqueuedAt: Monday("08:30")));
    }

    [Fact]
    public void Between_an_opened_and_its_closed_a_heartbeat_far_from_both_is_denied()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Monday("17:00"));
        _team.WhileOverdue();
        Denied(RejectionCode.PaymentOverdue, _team.Heartbeat(Monday("12:00"), enqueuedAt: Monday("17:00")));
    }

    [Fact]
    public void A_heartbeat_after_an_implied_close_is_denied()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Opened(Monday("08:00"));
        team.Beats(Monday("08:10"), Tuesday("07:50"), everyMinutes: 10);
        Denied(RejectionCode.InsufficientTokens, team.Heartbeat(Tuesday("08:02")));
        team.Buy("o2", 100, Tuesday("08:03")).WhileOverdue();
        Denied(RejectionCode.PaymentOverdue, team.Heartbeat(Tuesday("08:05")));
        team.WhileOverdue(false);
        Assert.IsType<UsageOutcome.Accepted>(team.Heartbeat(Tuesday("08:06")));
    }

    [Fact]
    public void A_heartbeat_does_not_go_on_from_a_denied_signal()
    {
        _team.WhileOverdue();
        _team.Opened(Monday("08:00"));
        Denied(RejectionCode.PaymentOverdue, _team.Heartbeat(Monday("08:05")));
    }

    [Fact]
    public void An_opened_is_judged_even_in_the_midst_of_use()
    {
        _team.Opened(Monday("08:00"));
        _team.WhileOverdue();
        Denied(RejectionCode.PaymentOverdue, _team.Opened(Monday("08:05")));
        Assert.IsType<UsageOutcome.Accepted>(_team.Heartbeat(Monday("08:05")));
    }

    [Fact]
    public void What_is_counted_already_is_not_judged()
    {
        _team.Opened(Monday("08:00"));
        _team.Heartbeat(Monday("08:10"));
        _team.WhileOverdue();
        Assert.IsType<UsageOutcome.Duplicate>(_team.Opened(Monday("08:00")));
        var inside = _team.Opened(Monday("08:05"), enqueuedAt: Monday("08:10"));
        Assert.Null(Assert.IsType<UsageOutcome.Duplicate>(inside).DeniedFor);
    }

    [Fact]
    public void A_closed_is_never_denied_by_them()
    {
        _team.Opened(Monday("08:00"));
        _team.WhileOverdue().WithUsers("tom").WithProducts("revit");
        Assert.IsType<UsageOutcome.Accepted>(_team.Closed(Tuesday("09:00")));
        Assert.IsType<UsageOutcome.Accepted>(_team.Closed(Tuesday("09:00"), "s2"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.Starts);
    }

    [Fact]
    public void Denied_signal_stays_denied_after_a_policy_change()
    {
        _team.WithUsers("tom").Opened(Monday("08:00"));
        _team.Admit(Admission.Open).WhileOverdue();
        var again = _team.Opened(Monday("08:00"), enqueuedAt: Monday("08:30"));
        Assert.Equal(RejectionCode.UserNotAssigned, Assert.IsType<UsageOutcome.Duplicate>(again).DeniedFor);
        _team.WhileOverdue(false);
        Assert.IsType<UsageOutcome.Duplicate>(_team.Opened(Monday("08:00"), enqueuedAt: Monday("09:00")));
        Assert.Empty(_team.Charges);
        Assert.IsType<UsageOutcome.Accepted>(_team.Heartbeat(Monday("08:00"), enqueuedAt: Monday("09:00")));
    }

    private static void Denied(string reason, UsageOutcome outcome) =>
        Assert.Equal(reason, Assert.IsType<UsageOutcome.Denied>(outcome).Reason);
}
