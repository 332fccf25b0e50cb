using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Results;

/// <summary>The decision on a result: its outcome, postings and changed meter (R7, R9).</summary>
public sealed class ResultDecisionTests
{
    [Fact]
    public void Result_without_a_rate_is_rejected_and_posts_nothing()
    {
        var decision = Decide(Meter.Unused, "walkthrough");
        Assert.Equal(
            new Rejection(
                "unknown-result",
                "Result 'walkthrough' of product 'autocad' has no rate in effect at 2026-11-02T08:00:00.0000000+00:00.",
                "result"
            ),
            Assert.IsType<UsageOutcome.Refused>(decision.Outcome).Rejection
        );
        Assert.Empty(decision.Postings);
        Assert.Null(decision.ChangedMeter);
    }

    [Fact]
    public void Denied_result_near_a_posted_line_keeps_the_meter()
    {
        var meter = Meter.Unused.WithDeclinedAt(Monday("07:00"));
        var decision = Decide(meter, "render");
        Assert.IsType<UsageOutcome.Denied>(decision.Outcome);
        Assert.Empty(decision.Postings);
        Assert.Null(decision.ChangedMeter);
    }

    [Fact]
    public void Denied_result_that_posts_a_line_changes_the_meter()
    {
        var decision = Decide(Meter.Unused, "render");
        Assert.IsType<Posting.Declined>(Assert.Single(decision.Postings));
        Assert.Equal(Monday("08:00"), Assert.Single(decision.ChangedMeter!.Declined));
    }

    private static ResultDecision Decide(Meter meter, string result) =>
        ResultDecision.Of(
            meter,
            GrantPool.Empty,
            new ResultEvent(
                new EventRef("/s", "e1"),
                UserId.Of("priscilla"),
                ProductId.Of("autocad"),
                ResultId.Of(result),
                1,
                Monday("08:00"),
                Monday("08:00")
            ),
            Admission.Open,
            new MeteringContext(MeteringOptions.Default, Rates.Card, Monday("08:00"))
        );
}
