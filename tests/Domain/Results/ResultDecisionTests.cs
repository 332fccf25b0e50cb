using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Results;

/// <summary>R7, R9: what the decision on a result says besides its outcome.</summary>
public sealed class ResultDecisionTests
{
    [Fact]
    public void A_result_without_a_rate_is_told_so_and_posts_no_line()
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
    public void A_denied_result_whose_line_is_posted_already_leaves_the_meter_as_it_is()
    {
        var meter = Meter.Unused.WithDeclinedAt(Monday("07:00"));
        var decision = Decide(meter, "render");
        Assert.IsType<UsageOutcome.Denied>(decision.Outcome);
        Assert.Empty(decision.Postings);
        Assert.Null(decision.ChangedMeter);
    }

    [Fact]
    public void A_denied_result_whose_line_is_due_is_remembered()
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
