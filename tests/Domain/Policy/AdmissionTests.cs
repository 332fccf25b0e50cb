using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Policy;

/// <summary>Denials by policy and overdue invoices (R9). The session timeout is 15 minutes.</summary>
public sealed class AdmissionTests
{
    private readonly Team _team = new Team().Buy("o1", 100, Monday("00:00"));

    [Fact]
    public void New_team_admits_every_user_and_product() =>
        Assert.Null(Admission.Open.Denial(UserId.Of("anybody"), ProductId.Of("anything")));

    [Fact]
    public void Denials_follow_precedence()
    {
        var team = new Team().WithOverdueInvoice().WithUsers("tom").WithProducts("revit");
        Denied(RejectionCode.PaymentOverdue, team.Opened(Monday("08:00")));
        team.WithOverdueInvoice(false);
        Denied(RejectionCode.UserNotAssigned, team.Opened(Monday("08:01")));
        team.WithUsers("priscilla");
        Denied(RejectionCode.ProductNotAllowed, team.Opened(Monday("08:02")));
        team.WithProducts("autocad");
        Denied(RejectionCode.InsufficientTokens, team.Opened(Monday("08:03")));
        team.Buy("o1", 7, Monday("08:04"));
        Assert.IsType<UsageOutcome.Accepted>(team.Opened(Monday("08:05")));
    }

    [Fact]
    public void Seat_takes_precedence_over_every_denial()
    {
        var team = new Team().WithOverdueInvoice().WithUsers("tom").WithProducts("revit").GiveSeat(Monday("08:00"));
        Assert.IsType<UsageOutcome.Accepted>(team.Opened(Monday("08:00")));
        Denied(RejectionCode.PaymentOverdue, team.Opened(Monday("08:00") - Tick, enqueuedAt: Monday("08:00")));
        team.TakeSeat(Monday("09:00"));
        Denied(RejectionCode.PaymentOverdue, team.Opened(Monday("09:00")));
    }

    [Fact]
    public void Denials_take_precedence_over_a_running_window()
    {
        _team.Opened(Monday("08:00"), "s1");
        _team.WithProducts("revit");
        Denied(RejectionCode.ProductNotAllowed, _team.Opened(Monday("09:00"), "s2"));
        Assert.Equal([Monday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Assigned_users_are_compared_without_case()
    {
        _team.WithUsers("Priscilla");
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("08:00")));
    }

    [Fact]
    public void Assignments_are_ignored_if_all_users_are_allowed()
    {
        var anybody = Admission.Open with { Assigned = [UserId.Of("tom")] };
        Assert.Null(anybody.Denial(UserId.Of("priscilla"), ProductId.Of("autocad")));
    }

    [Fact]
    public void Denial_by_policy_posts_a_declined_line_with_its_reason()
    {
        _team.WithOverdueInvoice().Opened(Monday("08:00"));
        Assert.Empty(_team.Charges);
        Assert.Equal(RejectionCode.PaymentOverdue, Assert.Single(_team.Declines).Reason);
    }

    [Fact]
    public void Heartbeat_that_continues_use_is_not_denied_and_chains_windows()
    {
        _team.Opened(Monday("08:00"));
        _team.WithOverdueInvoice();
        _team.Heartbeats(Monday("08:15"), Tuesday("09:00"), everyMinutes: 15);
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
        Assert.Empty(_team.Declines);
    }

    [Fact]
    public void Heartbeat_later_than_the_timeout_is_denied()
    {
        _team.Opened(Monday("08:00"));
        _team.WithOverdueInvoice();
        Denied(RejectionCode.PaymentOverdue, _team.Heartbeat(Monday("08:15") + Tick));
    }

    [Fact]
    public void Heartbeat_of_another_session_does_not_continue_use()
    {
        _team.Opened(Monday("08:00"), "s1");
        _team.WithOverdueInvoice();
        Denied(RejectionCode.PaymentOverdue, _team.Heartbeat(Monday("08:05"), "s2"));
    }

    [Fact]
    public void Heartbeat_after_a_closed_is_denied()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Monday("08:05"));
        _team.WithOverdueInvoice();
        Denied(RejectionCode.PaymentOverdue, _team.Heartbeat(Monday("08:10")));
    }

    [Theory]
    [InlineData(SignalKinds.Opened)]
    [InlineData(SignalKinds.Heartbeat)]
    [InlineData(SignalKinds.Closed)]
    public void Late_heartbeat_within_the_timeout_before_a_signal_is_accepted(SignalKinds next)
    {
        _team.Send(next, Monday("08:15"));
        _team.WithOverdueInvoice();
        Denied(RejectionCode.PaymentOverdue, _team.Heartbeat(Monday("08:00") - Tick, enqueuedAt: Monday("08:20")));
        Assert.IsType<UsageOutcome.Accepted>(_team.Heartbeat(Monday("08:00"), enqueuedAt: Monday("08:20")));
        Assert.Equal([Monday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Heartbeat_after_a_closed_is_accepted_if_a_signal_follows()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Monday("08:05"));
        _team.Heartbeat(Monday("08:25"));
        _team.WithOverdueInvoice();
        Assert.IsType<UsageOutcome.Accepted>(_team.Heartbeat(Monday("08:12"), enqueuedAt: Monday("08:30")));
    }

    [Fact]
    public void Heartbeat_far_from_its_opened_and_closed_is_denied()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Monday("17:00"));
        _team.WithOverdueInvoice();
        Denied(RejectionCode.PaymentOverdue, _team.Heartbeat(Monday("12:00"), enqueuedAt: Monday("17:00")));
    }

    [Fact]
    public void Heartbeat_after_an_implied_close_is_denied()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Opened(Monday("08:00"));
        team.Heartbeats(Monday("08:10"), Tuesday("07:50"), everyMinutes: 10);
        Denied(RejectionCode.InsufficientTokens, team.Heartbeat(Tuesday("08:02")));
        team.Buy("o2", 100, Tuesday("08:03")).WithOverdueInvoice();
        Denied(RejectionCode.PaymentOverdue, team.Heartbeat(Tuesday("08:05")));
        team.WithOverdueInvoice(false);
        Assert.IsType<UsageOutcome.Accepted>(team.Heartbeat(Tuesday("08:06")));
    }

    [Fact]
    public void Heartbeat_does_not_continue_from_a_denied_signal()
    {
        _team.WithOverdueInvoice();
        _team.Opened(Monday("08:00"));
        Denied(RejectionCode.PaymentOverdue, _team.Heartbeat(Monday("08:05")));
    }

    [Fact]
    public void Opened_is_checked_even_during_use()
    {
        _team.Opened(Monday("08:00"));
        _team.WithOverdueInvoice();
        Denied(RejectionCode.PaymentOverdue, _team.Opened(Monday("08:05")));
        Assert.IsType<UsageOutcome.Accepted>(_team.Heartbeat(Monday("08:05")));
    }

    [Fact]
    public void Duplicate_signals_are_not_checked()
    {
        _team.Opened(Monday("08:00"));
        _team.Heartbeat(Monday("08:10"));
        _team.WithOverdueInvoice();
        Assert.IsType<UsageOutcome.Duplicate>(_team.Opened(Monday("08:00")));
        var inside = _team.Opened(Monday("08:05"), enqueuedAt: Monday("08:10"));
        Assert.Null(Assert.IsType<UsageOutcome.Duplicate>(inside).DeniedFor);
    }

    [Fact]
    public void Closed_is_never_denied_by_policy_or_invoices()
    {
        _team.Opened(Monday("08:00"));
        _team.WithOverdueInvoice().WithUsers("tom").WithProducts("revit");
        Assert.IsType<UsageOutcome.Accepted>(_team.Closed(Tuesday("09:00")));
        Assert.IsType<UsageOutcome.Accepted>(_team.Closed(Tuesday("09:00"), "s2"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Denied_signal_stays_denied_after_a_policy_change()
    {
        _team.WithUsers("tom").Opened(Monday("08:00"));
        _team.Admit(Admission.Open).WithOverdueInvoice();
        var again = _team.Opened(Monday("08:00"), enqueuedAt: Monday("08:30"));
        Assert.Equal(RejectionCode.UserNotAssigned, Assert.IsType<UsageOutcome.Duplicate>(again).DeniedFor);
        _team.WithOverdueInvoice(false);
        Assert.IsType<UsageOutcome.Duplicate>(_team.Opened(Monday("08:00"), enqueuedAt: Monday("09:00")));
        Assert.Empty(_team.Charges);
        Assert.IsType<UsageOutcome.Accepted>(_team.Heartbeat(Monday("08:00"), enqueuedAt: Monday("09:00")));
    }

    private static void Denied(string reason, UsageOutcome outcome) =>
        Assert.Equal(reason, Assert.IsType<UsageOutcome.Denied>(outcome).Reason);
}
