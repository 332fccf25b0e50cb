using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>The decision on a signal: its outcome, postings and changed meter.</summary>
public sealed class UsageSignalDecisionTests
{
    private static readonly GrantPool s_funded = GrantPool.Empty.With(Grant.Of("o1", 100, Monday("00:00")));

    [Fact]
    public void Accepted_signal_posts_its_charge()
    {
        var decision = Decide(Meter.Unused, s_funded, SignalKinds.Opened);

        Assert.IsType<UsageOutcome.Accepted>(decision.Outcome);
        Assert.NotNull(decision.ChangedMeter);
        Assert.IsType<Posting.Charged>(Assert.Single(decision.Postings));
    }

    [Fact]
    public void Denied_signal_posts_a_declined_line()
    {
        var decision = Decide(Meter.Unused, GrantPool.Empty, SignalKinds.Opened);

        Assert.Equal(new UsageOutcome.Denied("insufficient-tokens"), decision.Outcome);
        Assert.NotNull(decision.ChangedMeter);
        Assert.IsType<Posting.Declined>(Assert.Single(decision.Postings));
    }

    [Fact]
    public void Signal_accepted_earlier_changes_nothing()
    {
        var accepted = Decide(Meter.Unused, s_funded, SignalKinds.Opened);
        var again = Decide(accepted.ChangedMeter!, s_funded, SignalKinds.Opened);

        AssertUnchanged(new UsageOutcome.Duplicate(), again);
    }

    [Fact]
    public void Signal_denied_earlier_changes_nothing()
    {
        var denied = Decide(Meter.Unused, GrantPool.Empty, SignalKinds.Opened);
        var again = Decide(denied.ChangedMeter!, s_funded, SignalKinds.Opened);

        AssertUnchanged(new UsageOutcome.Duplicate("insufficient-tokens"), again);
    }

    [Fact]
    public void Rejected_signal_changes_nothing()
    {
        var decision = Decide(Meter.Unused, s_funded, SignalKinds.Opened, product: "nosuchcad");

        Assert.IsType<UsageOutcome.Refused>(decision.Outcome);
        AssertUnchanged(decision.Outcome, decision);
    }

    [Fact]
    public void Denied_signal_at_the_unpaid_start_leaves_an_implied_close()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Heartbeats(Monday("08:00"), Tuesday("07:55"), everyMinutes: 5);
        team.Closed(Tuesday("08:14"));
        Assert.Equal(
            new UsageOutcome.Denied("insufficient-tokens"),
            team.Heartbeat(Tuesday("08:00"), enqueuedAt: Tuesday("08:14"))
        );
        team.Buy("o2", 100, Tuesday("08:15"));
        team.Heartbeat(Tuesday("08:05"), enqueuedAt: Tuesday("08:16"));
        Assert.Equal([Monday("08:00"), Tuesday("08:05")], team.WindowStarts);
    }

    private static void AssertUnchanged(UsageOutcome outcome, UsageSignalDecision decision)
    {
        Assert.Equal(outcome, decision.Outcome);
        Assert.Null(decision.ChangedMeter);
        Assert.Same(s_funded, decision.Pool);
        Assert.Empty(decision.Postings);
    }

    private static UsageSignalDecision Decide(
        Meter meter,
        GrantPool pool,
        SignalKinds kind,
        string session = "s1",
        string product = "autocad"
    ) =>
        UsageSignalDecision.Of(
            meter,
            pool,
            new UsageSignalEvent(
                new EventRef("/tests", "e1"),
                UserId.Of("priscilla"),
                ProductId.Of(product),
                new UsageSignal(kind, SessionId.Of(session), Monday("08:00")),
                Monday("08:00")
            ),
            Admission.Open,
            new MeteringContext(MeteringOptions.Default, Rates.Card, Monday("08:00"))
        );
}
