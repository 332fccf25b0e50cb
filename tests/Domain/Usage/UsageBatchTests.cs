using System.Collections.Immutable;
using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

public sealed class UsageBatchTests
{
    private readonly Team _team = new Team().Buy("o1", 100_000, Monday("00:00"));

    [Fact]
    public void Duplicate_and_rejected_events_change_nothing()
    {
        var opened = Opened();
        var batch = Decide(opened, opened, opened with { Product = ProductId.Of("nosuchcad") });

        Assert.Single(batch.Postings);
        Assert.Equal([opened.Meter], batch.ChangedMeters.AsEnumerable());
    }

    [Fact]
    public void Meter_that_changes_twice_is_written_once()
    {
        var batch = Decide(Opened(), Opened(Monday("09:00"), "s2"));

        Assert.Single(batch.ChangedMeters);
    }

    [Fact]
    public void Settled_result_is_written_once()
    {
        var result = new ResultEvent(
            new EventRef("/tests", "r1"),
            UserId.Of("priscilla"),
            ProductId.Of("autocad"),
            ResultId.Of("render"),
            2,
            Monday("08:00"),
            Monday("08:00")
        );
        var batch = Decide(result, result);

        Assert.Equal([result.Event], batch.SettledResults.AsEnumerable());
        Assert.Empty(batch.ChangedMeters);
    }

    [Fact]
    public void Reversals_precede_the_charges_they_pay_and_name_the_event()
    {
        var late = Opened(Monday("07:00"), "s2") with { Event = new EventRef("/tests", "late") };
        var postings = Decide(Opened(), late).Postings;

        Assert.Equal(3, postings.Length);
        Assert.Equal("late", Assert.IsType<Posting.Reversed>(postings[1]).Event.Id);
        Assert.Equal("late", Assert.IsType<Posting.Charged>(postings[2]).Event.Id);
    }

    private UsageBatch Decide(params UsageEvent[] events) =>
        events.Aggregate(
            UsageBatch.Of(_team.Usage),
            (batch, usage) => batch.With(batch.After.Decide(usage, _team.Context(Monday("08:00"))))
        );

    private static UsageSignalEvent Opened(DateTimeOffset? time = null, string session = "s1") =>
        new(
            new EventRef("/tests", "e1"),
            UserId.Of("priscilla"),
            ProductId.Of("autocad"),
            new UsageSignal(SignalKinds.Opened, SessionId.Of(session), time ?? Monday("08:00")),
            time ?? Monday("08:00")
        );
}
