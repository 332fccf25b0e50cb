using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Results;

/// <summary>A result is charged or denied once and stays so (R7). Two renders cost one token.</summary>
public sealed class ResultSettledTests
{
    private readonly Team _team = new Team().Buy("o1", 100, Monday("00:00"));

    [Fact]
    public void Duplicate_event_charges_nothing()
    {
        _team.Result(2, Monday("08:00"), "r1");
        var again = _team.Result(2, Monday("08:00"), "r1", enqueuedAt: Monday("09:00"));
        Assert.Null(Assert.IsType<UsageOutcome.Duplicate>(again).DeniedFor);
        Assert.Equal(99, _team.UsableAt(Monday("09:00")));
    }

    [Fact]
    public void Duplicate_with_different_content_charges_nothing()
    {
        _team.Result(2, Monday("08:00"), "r1");
        Assert.IsType<UsageOutcome.Duplicate>(
            _team.Result(90, Monday("09:00"), "r1", kind: "simulation", user: "tom", product: "revit")
        );
        Assert.Equal(99, _team.UsableAt(Monday("09:00")));
    }

    [Fact]
    public void Result_older_than_the_lateness_is_still_a_duplicate()
    {
        _team.Result(2, Monday("08:00"), "r1");
        Assert.IsType<UsageOutcome.Duplicate>(
            _team.Result(2, Monday("08:00"), "r1", enqueuedAt: Monday("08:00").AddYears(3))
        );
    }

    [Fact]
    public void Different_source_or_id_is_a_different_result()
    {
        _team.Result(2, Monday("08:00"), "r1", source: "/a");
        _team.Result(2, Monday("08:00"), "r1", source: "/b");
        _team.Result(2, Monday("08:00"), "R1", source: "/b");
        Assert.Equal(97, _team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void Denied_result_is_not_charged_after_a_purchase()
    {
        var team = new Team();
        Denied(RejectionCode.InsufficientTokens, team.Result(2, Monday("08:00"), "r1"));
        team.Buy("o1", 100, Monday("08:01"));
        var again = team.Result(2, Monday("08:00"), "r1", enqueuedAt: Monday("09:00"));
        Assert.Equal(RejectionCode.InsufficientTokens, Assert.IsType<UsageOutcome.Duplicate>(again).DeniedFor);
        Assert.Empty(team.ResultCharges);
    }

    [Fact]
    public void Result_is_paid_in_full_or_not_at_all()
    {
        Denied(RejectionCode.InsufficientTokens, _team.Result(200.002m, Monday("08:00")));
        Assert.Equal(100, _team.UsableAt(Monday("08:00")));
        Assert.IsType<UsageOutcome.Accepted>(_team.Result(200, Monday("08:00")));
        Assert.Equal(0, _team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void Result_denied_by_policy_is_not_charged_after_a_policy_change()
    {
        _team.WithUsers("tom");
        Denied(RejectionCode.UserNotAssigned, _team.Result(2, Monday("08:00"), "r1"));
        _team.Admit(Admission.Open);
        var again = _team.Result(2, Monday("08:00"), "r1", enqueuedAt: Monday("09:00"));
        Assert.Equal(RejectionCode.UserNotAssigned, Assert.IsType<UsageOutcome.Duplicate>(again).DeniedFor);
        Assert.Empty(_team.ResultCharges);
    }

    [Fact]
    public void Denials_follow_precedence_despite_a_window_and_a_seat()
    {
        _team.Opened(Monday("08:00"));
        _team.GiveSeat(Monday("08:30"));
        _team.WithProducts("revit");
        Denied(RejectionCode.ProductNotAllowed, _team.Result(2, Monday("09:00")));
        _team.WithUsers("tom");
        Denied(RejectionCode.UserNotAssigned, _team.Result(2, Monday("09:00")));
        _team.WithOverdueInvoice();
        Denied(RejectionCode.PaymentOverdue, _team.Result(2, Monday("09:00")));
        Assert.Empty(_team.ResultCharges);
        Assert.Empty(_team.Reversals);
    }

    [Theory]
    [InlineData("render", "maya")]
    [InlineData("Render", "autocad")]
    [InlineData("render", "revit")]
    public void Result_without_a_rate_in_effect_is_rejected(string kind, string product)
    {
        var refused = _team.Result(1, Tuesday("12:00") - Tick, "r1", kind, product: product);
        Assert.Equal(RejectionCode.UnknownResult, Assert.IsType<UsageOutcome.Refused>(refused).Rejection.Code);
    }

    [Fact]
    public void Rejected_result_is_not_settled()
    {
        Assert.IsType<UsageOutcome.Refused>(_team.Result(1, Tuesday("11:00"), "r1", product: "revit"));
        Assert.IsType<UsageOutcome.Accepted>(_team.Result(1, Tuesday("12:00"), "r1", product: "revit"));
    }

    [Fact]
    public void Result_has_the_same_time_limits_as_a_signal()
    {
        var enqueued = Monday("08:00").AddDays(7);
        Assert.IsType<UsageOutcome.Accepted>(_team.Result(1, Monday("08:00"), enqueuedAt: enqueued));
        Refused(RejectionCode.EventTooLate, _team.Result(1, Monday("08:00") - Tick, enqueuedAt: enqueued));
        Assert.IsType<UsageOutcome.Accepted>(_team.Result(1, enqueued.AddMinutes(5), enqueuedAt: enqueued));
        Refused(RejectionCode.EventInFuture, _team.Result(1, enqueued.AddMinutes(5) + Tick, enqueuedAt: enqueued));
    }

    [Fact]
    public void Denied_result_posts_no_line_within_24_hours_of_a_signals_line()
    {
        var team = new Team();
        team.Opened(Monday("08:00"));
        Denied(RejectionCode.InsufficientTokens, team.Result(1, Tuesday("08:00") - Tick));
        Denied(RejectionCode.InsufficientTokens, team.Result(1, Tuesday("08:00")));
        team.Opened(Wednesday("08:00") - Tick);
        team.Opened(Wednesday("08:00"), "s2");
        Assert.Equal([Monday("08:00"), Tuesday("08:00"), Wednesday("08:00")], team.Declines.Select(line => line.At));
    }

    [Fact]
    public void Declined_line_of_a_result_names_user_product_reason_and_event()
    {
        var team = new Team().WithOverdueInvoice();
        team.Result(1, Monday("08:00"), "r1");
        Assert.Equal(
            new Posting.Declined(
                UserId.Of("priscilla"),
                ProductId.Of("autocad"),
                Monday("08:00"),
                RejectionCode.PaymentOverdue,
                new EventRef("/tests", "r1")
            ),
            Assert.Single(team.Declines)
        );
    }

    [Fact]
    public void Meter_forgets_old_declined_lines_of_results()
    {
        var team = new Team();
        for (var day = 0; day < 100; day++)
        {
            team.Result(1, Monday("08:00").AddDays(day));
        }

        Assert.Equal(100, team.Declines.Count());
        Assert.InRange(team.Meter.Declined.Length, 8, 16);
    }

    [Fact]
    public void Result_proves_no_use()
    {
        _team.Result(2, Monday("08:00"));
        Assert.Empty(_team.Charges);
        Assert.Empty(_team.Usage.Meters);
    }

    private static void Denied(string reason, UsageOutcome outcome) =>
        Assert.Equal(reason, Assert.IsType<UsageOutcome.Denied>(outcome).Reason);

    private static void Refused(string code, UsageOutcome outcome) =>
        Assert.Equal(code, Assert.IsType<UsageOutcome.Refused>(outcome).Rejection.Code);
}
