using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>What the sender of a usage event that can not be judged is told: code, sentence and field.</summary>
public sealed class RefusalTextTests
{
    private readonly Team _team = new Team().Buy("o1", 1_000, Monday("00:00"));

    [Fact]
    public void An_event_in_the_future_is_told_both_instants() =>
        AssertRefused(
            new Rejection(
                "event-in-future",
                "The event's time 2026-11-02T08:05:01.0000000+00:00 is more than 5 minutes after "
                    + "2026-11-02T08:00:00.0000000+00:00, when the queue took it in.",
                "time"
            ),
            _team.Opened(At("2026-11-02 08:05:01"), takenIn: Monday("08:00"))
        );

    [Fact]
    public void An_event_that_is_too_late_is_told_both_instants_and_the_lateness() =>
        AssertRefused(
            new Rejection(
                "event-too-late",
                "The event's time 2026-11-02T08:00:00.0000000+00:00 is more than 7 days before "
                    + "2026-11-09T08:00:01.0000000+00:00, when the queue took it in.",
                "time"
            ),
            _team.Opened(Monday("08:00"), takenIn: At("2026-11-09 08:00:01"))
        );

    [Fact]
    public void A_lateness_of_a_day_and_a_half_is_told_as_such() =>
        Assert.Equal(
            new Rejection(
                "event-too-late",
                "The event's time 2026-11-02T08:00:00.0000000+00:00 is more than 1.5 days before "
                    + "2026-11-05T08:00:00.0000000+00:00, when the queue took it in.",
                "time"
            ),
            new MeteringOptions(TimeSpan.FromMinutes(15), TimeSpan.FromHours(36)).TimeRejection(
                Monday("08:00"),
                Thursday("08:00")
            )
        );

    [Fact]
    public void A_signal_older_than_what_its_meter_remembers_is_told_so()
    {
        _team.Opened(Monday("08:00").AddDays(8), "newest");
        AssertRefused(
            new Rejection(
                "event-too-late",
                "The event's time 2026-11-02T07:00:00.0000000+00:00 is older than what is still remembered of this user "
                    + "and product.",
                "time"
            ),
            _team.Opened(Monday("07:00"), takenIn: Monday("09:00"))
        );
    }

    [Fact]
    public void A_product_without_a_rate_is_named() =>
        AssertRefused(
            new Rejection(
                "unknown-product",
                "Product 'nosuchcad' has no daily rate in effect at 2026-11-02T08:00:00.0000000+00:00.",
                "product"
            ),
            _team.See(SignalKinds.Opened, Monday("08:00"), product: "nosuchcad")
        );

    [Fact]
    public void An_untimely_event_of_an_unknown_product_is_refused_for_its_time() =>
        AssertRefused(
            new Rejection(
                "event-in-future",
                "The event's time 2026-11-02T08:06:00.0000000+00:00 is more than 5 minutes after "
                    + "2026-11-02T08:00:00.0000000+00:00, when the queue took it in.",
                "time"
            ),
            _team.See(SignalKinds.Opened, Monday("08:06"), takenIn: Monday("08:00"), product: "nosuchcad")
        );

    [Fact]
    public void An_event_that_no_commit_can_hold_is_told_why()
    {
        var usage = new UsageSignalEvent(
            new EventRef("/tests", "e1"),
            UserId.Of("priscilla"),
            ProductId.Of("autocad"),
            new UsageSignal(SignalKinds.Opened, SessionId.Of("s1"), Monday("08:00")),
            Monday("08:00")
        );
        var batch = UsageBatch.Decide(
            _team.Usage,
            [usage],
            MeteringOptions.Default,
            Rates.Card,
            new CommitLimits(1_000, 10_000, 100),
            Monday("08:00")
        );
        AssertRefused(
            new Rejection(
                "meter-full",
                "The event moves charges of 'priscilla' that too many small orders paid; no single commit can hold it."
            ),
            Assert.Single(batch.Outcomes)
        );
    }

    private static void AssertRefused(Rejection expected, UsageOutcome outcome) =>
        Assert.Equal(expected, Assert.IsType<UsageOutcome.Refused>(outcome).Rejection);
}
