using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>The rejections of usage events: code, message and field.</summary>
public sealed class RefusalTextTests
{
    private readonly Team _team = new Team().Buy("o1", 1_000, Monday("00:00"));

    [Fact]
    public void Future_event_is_rejected_with_both_times() =>
        AssertRefused(
            new Rejection(
                "event-in-future",
                "The event's time 2026-11-02T08:05:01.0000000+00:00 is more than 5 minutes after "
                    + "2026-11-02T08:00:00.0000000+00:00, when the queue accepted it.",
                "time"
            ),
            _team.Opened(At("2026-11-02 08:05:01"), enqueuedAt: Monday("08:00"))
        );

    [Fact]
    public void Late_event_is_rejected_with_both_times_and_the_lateness() =>
        AssertRefused(
            new Rejection(
                "event-too-late",
                "The event's time 2026-11-02T08:00:00.0000000+00:00 is more than 7 days before "
                    + "2026-11-09T08:00:01.0000000+00:00, when the queue accepted it.",
                "time"
            ),
            _team.Opened(Monday("08:00"), enqueuedAt: At("2026-11-09 08:00:01"))
        );

    [Fact]
    public void Lateness_of_36_hours_is_written_as_1_5_days() =>
        Assert.Equal(
            new Rejection(
                "event-too-late",
                "The event's time 2026-11-02T08:00:00.0000000+00:00 is more than 1.5 days before "
                    + "2026-11-05T08:00:00.0000000+00:00, when the queue accepted it.",
                "time"
            ),
            new MeteringOptions(TimeSpan.FromMinutes(15), TimeSpan.FromHours(36)).TimeRejection(
                Monday("08:00"),
                Thursday("08:00")
            )
        );

    [Fact]
    public void Signal_older_than_the_memory_is_rejected()
    {
        _team.Opened(Monday("08:00").AddDays(8), "newest");
        AssertRefused(
            new Rejection(
                "event-too-late",
                "The event's time 2026-11-02T07:00:00.0000000+00:00 is older than the memory of this user "
                    + "and product.",
                "time"
            ),
            _team.Opened(Monday("07:00"), enqueuedAt: Monday("09:00"))
        );
    }

    [Fact]
    public void Product_without_a_rate_is_rejected_by_name() =>
        AssertRefused(
            new Rejection(
                "unknown-product",
                "Product 'nosuchcad' has no daily rate in effect at 2026-11-02T08:00:00.0000000+00:00.",
                "product"
            ),
            _team.Send(SignalKinds.Opened, Monday("08:00"), product: "nosuchcad")
        );

    [Fact]
    public void Time_rejection_precedes_unknown_product() =>
        AssertRefused(
            new Rejection(
                "event-in-future",
                "The event's time 2026-11-02T08:06:00.0000000+00:00 is more than 5 minutes after "
                    + "2026-11-02T08:00:00.0000000+00:00, when the queue accepted it.",
                "time"
            ),
            _team.Send(SignalKinds.Opened, Monday("08:06"), enqueuedAt: Monday("08:00"), product: "nosuchcad")
        );

    private static void AssertRefused(Rejection expected, UsageOutcome outcome) =>
        Assert.Equal(expected, Assert.IsType<UsageOutcome.Refused>(outcome).Rejection);
}
