using System.Collections.Immutable;
using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>What one commit can hold decides where a list of events is split, and nothing else.</summary>
public sealed class UsageBatchTests
{
    private static readonly CommitLimits s_roomy = new(1_000, 10_000_000, 10_000_000);
    private readonly TeamUsage _funded = new Team().Buy("o1", 100_000, Monday("00:00")).Usage;

    [Fact]
    public void A_transaction_of_100_rows_holds_96_meters_that_one_order_pays()
    {
        var batch = Decide(Opened(120), CommitLimits.AzureTables);
        Assert.Equal((96, 96, 96), (batch.Outcomes.Length, batch.Postings.Length, batch.ChangedMeters.Length));
        Assert.Equal(96, CommitLimits.AzureTables.Meters);
    }

    [Fact]
    public void Every_order_that_pays_takes_a_row()
    {
        var team = new Team();
        for (var order = 0; order < 10; order++)
        {
            team.Buy($"o{order}", 7, Monday("00:00"));
        }

        var batch = UsageBatch.Decide(
            team.Usage,
            Opened(10),
            MeteringOptions.Default,
            Rates.Card,
            s_roomy with
            {
                Rows = 13,
            },
            Monday("08:00")
        );
        Assert.Equal(5, batch.Outcomes.Length);
    }

    [Fact]
    public void Events_that_teach_nothing_take_no_room()
    {
        UsageSignalEvent[] events = [.. Opened(1), .. Enumerable.Repeat(Opened(1)[0], 500), .. Opened(2)];
        var batch = Decide(events, s_roomy with { Rows = 6 });
        Assert.Equal(events.Length, batch.Outcomes.Length);
        Assert.Equal(2, batch.ChangedMeters.Length);
    }

    [Fact]
    public void A_refused_event_between_others_takes_no_room_and_stops_nothing()
    {
        var bad = Opened(1)[0] with { Product = ProductId.Of("nosuchcad") };
        var batch = Decide([Opened(3)[0], bad, Opened(3)[1]], s_roomy with { Rows = 6 });
        Assert.Equal(3, batch.Outcomes.Length);
        Assert.IsType<UsageOutcome.Refused>(batch.Outcomes[1]);
        Assert.Equal(2, batch.Postings.Length);
    }

    [Fact]
    public void The_text_of_meters_splits()
    {
        var one = Decide(Opened(1), s_roomy).After.Meters.Values.Single().Weight;
        Assert.Equal(3, Decide(Opened(9), s_roomy with { MeterText = (3 * one) + (one / 2) }).Outcomes.Length);
    }

    [Fact]
    public void The_text_of_postings_splits()
    {
        var batch = Decide(Opened(90), s_roomy with { BlockText = 30_000 });
        Assert.InRange(batch.Outcomes.Length, 5, 80);
        var (_, block) = TeamLedger.Of(Team.Account, Team.Id).Post(batch.Postings, batch.After.Pool, Monday("08:00"));
        Assert.InRange(block.CanonicalText.Length, 1, 30_000);
    }

    [Fact]
    public void A_meter_that_changes_twice_takes_one_row()
    {
        var (opened, later) = (Opened(1)[0], Opened(1)[0]);
        later = later with { Signal = later.Signal with { Time = Monday("09:00"), Session = SessionId.Of("s2") } };
        var batch = Decide([opened, later], s_roomy with { Rows = 5 });
        Assert.Equal((2, 1), (batch.Outcomes.Length, batch.ChangedMeters.Length));
    }

    [Fact]
    public void An_event_that_no_commit_can_hold_is_refused_and_the_next_ones_go_on()
    {
        var huge = Opened(1)[0] with { Event = new EventRef(new string('"', 256), new string('"', 256)) };
        var batch = Decide([huge, Opened(2)[1]], s_roomy with { BlockText = 1_800 });
        Assert.Equal(RejectionCode.MeterFull, Assert.IsType<UsageOutcome.Refused>(batch.Outcomes[0]).Rejection.Code);
        Assert.IsType<UsageOutcome.Accepted>(batch.Outcomes[1]);
        Assert.Equal(Tokens.Whole(100_000 - 7), batch.After.Pool.Balance());
    }

    [Fact]
    public void Reversals_come_before_the_charges_they_pay_and_all_name_the_event()
    {
        var (first, late) = (Opened(1)[0], Opened(1)[0]);
        late = late with
        {
            Event = new EventRef("/tests", "late"),
            Signal = late.Signal with { Time = Monday("07:00"), Session = SessionId.Of("s2") },
        };
        var postings = Decide([first, late], s_roomy).Postings;
        Assert.Equal(3, postings.Length);
        Assert.Equal("late", Assert.IsType<Posting.Reversed>(postings[1]).Event.Id);
        Assert.Equal("late", Assert.IsType<Posting.Charged>(postings[2]).Event.Id);
    }

    private UsageBatch Decide(IEnumerable<UsageEvent> events, CommitLimits limits) =>
        UsageBatch.Decide(_funded, events, MeteringOptions.Default, Rates.Card, limits, Monday("08:00"));

    /// <summary>One opened of each of so many users.</summary>
    private static ImmutableArray<UsageSignalEvent> Opened(int users) =>
        [
            .. Enumerable
                .Range(0, users)
                .Select(user => new UsageSignalEvent(
                    new EventRef("/tests", $"e{user}"),
                    UserId.Of($"user{user:000}"),
                    ProductId.Of("autocad"),
                    new UsageSignal(SignalKinds.Opened, SessionId.Of("s1"), Monday("08:00")),
                    Monday("08:00")
                )),
        ];
}
