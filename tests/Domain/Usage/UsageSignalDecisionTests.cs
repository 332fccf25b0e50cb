using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>The decision on a signal by itself: when it posts a declined line, and how full its meter may be.</summary>
public sealed class UsageSignalDecisionTests
{
    private static readonly GrantPool s_funded = GrantPool.Empty.With(Grant.Of("o1", 100, Monday("00:00")));

    [Fact]
    public void A_signal_that_counts_posts_no_declined_line()
    {
        var decision = Decide(Meter.Unused, s_funded, SignalKinds.Opened);
        Assert.IsType<UsageOutcome.Accepted>(decision.Outcome);
        Assert.False(decision.PostsDeclined);
    }

    [Fact]
    public void A_signal_that_is_denied_posts_a_declined_line()
    {
        var decision = Decide(Meter.Unused, GrantPool.Empty, SignalKinds.Opened);
        Assert.Equal(new UsageOutcome.Denied("insufficient-tokens"), decision.Outcome);
        Assert.True(decision.PostsDeclined);
    }

    [Fact]
    public void A_signal_that_is_known_or_was_denied_before_posts_no_declined_line()
    {
        var counted = Decide(Meter.Unused, s_funded, SignalKinds.Opened);
        var known = Decide(counted.Meter, s_funded, SignalKinds.Opened);
        Assert.Equal(new UsageOutcome.Duplicate(), known.Outcome);
        Assert.False(known.PostsDeclined);
        var denied = Decide(Meter.Unused, GrantPool.Empty, SignalKinds.Opened);
        var again = Decide(denied.Meter, s_funded, SignalKinds.Opened);
        Assert.Equal(new UsageOutcome.Duplicate("insufficient-tokens"), again.Outcome);
        Assert.False(again.PostsDeclined);
    }

    [Fact]
    public void A_signal_that_is_refused_posts_no_declined_line()
    {
        var decision = Decide(Meter.Unused, s_funded, SignalKinds.Opened, product: "nosuchcad");
        Assert.IsType<UsageOutcome.Refused>(decision.Outcome);
        Assert.False(decision.PostsDeclined);
    }

    [Fact]
    public void A_meter_may_be_exactly_as_full_as_it_can_hold()
    {
        // 2,499 and one sessions of 10 + 40 + 110 characters: 400,000.
        var decision = Decide(NearlyFull(), GrantPool.Empty, SignalKinds.Closed, session: "t123456789");
        Assert.IsType<UsageOutcome.Accepted>(decision.Outcome);
        Assert.Equal(400_000, decision.Meter.Weight);
    }

    [Fact]
    public void A_meter_a_character_fuller_refuses_and_says_so()
    {
        var decision = Decide(NearlyFull(), GrantPool.Empty, SignalKinds.Closed, session: "t1234567890");
        Assert.Equal(
            new Rejection(
                "meter-full",
                "User 'priscilla' has more sessions of 'autocad' within the lateness than can be remembered.",
                "session"
            ),
            Assert.IsType<UsageOutcome.Refused>(decision.Outcome).Rejection
        );
    }

    [Fact]
    public void A_signal_at_exactly_the_unpaid_start_that_joins_a_later_one_leaves_a_cut()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Beats(Monday("08:00"), Tuesday("07:55"), everyMinutes: 5);
        team.Closed(Tuesday("08:14"));
        Assert.Equal(
            new UsageOutcome.Denied("insufficient-tokens"),
            team.Heartbeat(Tuesday("08:00"), takenIn: Tuesday("08:14"))
        );
        team.Buy("o2", 100, Tuesday("08:15"));
        team.Heartbeat(Tuesday("08:05"), takenIn: Tuesday("08:16"));
        Assert.Equal([Monday("08:00"), Tuesday("08:05")], team.Starts);
    }

    private static Meter NearlyFull() =>
        Meter.Unused with
        {
            Sessions =
            [
                .. Enumerable
                    .Range(0, 2_499)
                    .Select(i =>
                        SessionActivity.Unseen(SessionId.Of($"s{i:000000000}")) with
                        {
                            Spans = [ActivitySpan.Of(SignalKinds.Closed, Monday("08:00"))],
                        }
                    ),
            ],
        };

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
            MeteringOptions.Default,
            Rates.Card,
            Monday("08:00")
        );
}
