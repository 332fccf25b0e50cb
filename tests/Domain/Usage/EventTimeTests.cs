using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>The limits on the age of an event and on its time in the future, to the tick (R5).</summary>
public sealed class EventTimeTests
{
    private static readonly TimeSpan s_lateness = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_ahead = TimeSpan.FromMinutes(5);
    private readonly Team _team = new Team().Buy("o1", 1_000, Monday("00:00"));

    [Fact]
    public void Event_exactly_as_old_as_the_lateness_is_accepted() =>
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("08:00"), enqueuedAt: Monday("08:00") + s_lateness));

    [Fact]
    public void Event_a_tick_older_than_the_lateness_is_too_late() =>
        AssertRefused(
            RejectionCode.EventTooLate,
            _team.Opened(Monday("08:00"), enqueuedAt: Monday("08:00") + s_lateness + Tick)
        );

    [Fact]
    public void Event_exactly_5_minutes_ahead_is_accepted() =>
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("08:00") + s_ahead, enqueuedAt: Monday("08:00")));

    [Fact]
    public void Event_a_tick_more_than_5_minutes_ahead_is_in_the_future() =>
        AssertRefused(
            RejectionCode.EventInFuture,
            _team.Opened(Monday("08:00") + s_ahead + Tick, enqueuedAt: Monday("08:00"))
        );

    [Fact]
    public void Age_depends_on_the_enqueued_time_not_on_the_decision_time() =>
        Assert.IsType<UsageOutcome.Accepted>(
            _team.Send(
                SignalKinds.Opened,
                Monday("08:00"),
                enqueuedAt: Tuesday("08:00"),
                now: Monday("08:00").AddDays(90)
            )
        );

    [Fact]
    public void Signal_at_the_edge_of_the_memory_is_accepted()
    {
        _team.Opened(Monday("08:00").AddDays(8), "newest");
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("08:00"), enqueuedAt: Monday("09:00")));
    }

    [Fact]
    public void Signal_a_tick_older_than_the_memory_is_too_late()
    {
        _team.Opened(Monday("08:00").AddDays(8), "newest");
        AssertRefused(RejectionCode.EventTooLate, _team.Opened(Monday("08:00") - Tick, enqueuedAt: Monday("09:00")));
    }

    [Fact]
    public void Signal_is_judged_by_the_newest_enqueued_time()
    {
        _team.Opened(Monday("08:00").AddDays(8), "newest");
        _team.Opened(Monday("08:00").AddDays(2), "older", enqueuedAt: Monday("08:00").AddDays(3));
        AssertRefused(RejectionCode.EventTooLate, _team.Opened(Monday("08:00") - Tick, enqueuedAt: Monday("09:00")));
    }

    [Fact]
    public void Newest_enqueued_time_of_one_meter_does_not_affect_another()
    {
        _team.Send(SignalKinds.Opened, Monday("08:00").AddDays(60), user: "tom");
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("08:00")));
    }

    [Fact]
    public void Rejected_event_changes_nothing()
    {
        _team.Opened(Monday("08:00"));
        var before = _team.Usage;
        _team.Opened(Monday("08:00") + s_ahead + Tick, "s2", enqueuedAt: Monday("08:00"));
        _team.Opened(Monday("08:00") - s_lateness - Tick, "s2", enqueuedAt: Monday("08:00"));
        _team.Send(SignalKinds.Opened, Monday("08:00"), product: "nosuchcad");
        Assert.Equal(before, _team.Usage);
    }

    private static void AssertRefused(string code, UsageOutcome outcome) =>
        Assert.Equal(code, Assert.IsType<UsageOutcome.Refused>(outcome).Rejection.Code);
}
