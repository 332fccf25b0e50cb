using System.Collections.Immutable;
using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>
/// How much of a commit a decision takes, to the character: 900 for a posting's names, 320 for each payment, twice the
/// event's source and id; a meter's weight; a row for each meter, and three for the team.
/// </summary>
public sealed class CommitBudgetTests
{
    private const int Roomy = 1_000_000;
    private static readonly UserId s_user = UserId.Of("priscilla");
    private static readonly ProductId s_product = ProductId.Of("autocad");
    private static readonly MeterKey s_key = new(s_user, s_product);
    private static readonly ChargeWindow s_window = new(Monday("08:00"));

    // 3 + 5 characters: 16.
    private static readonly EventRef s_event = new("/ab", "xyz12");
    private static readonly TeamUsage s_unused = new(GrantPool.Empty, ImmutableDictionary<MeterKey, Meter>.Empty);

    // An id of two characters and one span: 2 + 40 + 110.
    private static readonly TeamUsage s_used = WithMeter(Monday("08:00"));

    [Fact]
    public void A_charge_takes_its_names_its_event_and_what_is_carried_and_drawn() =>
        AssertBlockText(
            900 + 16 + (3 * 320),
            new Posting.Charged(
                s_user,
                s_product,
                new WindowCharge(s_window, Tokens.Whole(7), Payments(1), Payments(2)),
                s_event
            )
        );

    [Fact]
    public void A_reversal_takes_its_names_its_event_and_what_is_carried_given_back_and_lapsed() =>
        AssertBlockText(
            900 + 16 + (9 * 320),
            new Posting.Reversed(
                s_user,
                s_product,
                new WindowReversal(s_window, Tokens.Whole(7), Payments(2), Payments(4), Payments(3)),
                s_event
            )
        );

    [Fact]
    public void A_result_takes_its_names_its_event_and_what_is_drawn() =>
        AssertBlockText(
            900 + 16 + (2 * 320),
            new Posting.ResultCharged(
                s_user,
                s_product,
                new ResultCharge(ResultId.Of("render"), 2, GrantUnit.Tokens, Tokens.Whole(2), Payments(2)),
                Monday("08:00"),
                s_event
            )
        );

    [Fact]
    public void A_declined_line_takes_its_names_and_its_event() =>
        AssertBlockText(900 + 16, new Posting.Declined(s_user, s_product, Monday("08:00"), "why", s_event));

    [Fact]
    public void Any_other_line_takes_its_names() =>
        AssertBlockText(900, new Posting.Granted(Grant.Of("o1", 7, Monday("00:00"))));

    [Fact]
    public void A_meter_takes_its_weight()
    {
        Assert.True(Takes(new CommitLimits(4, 152, 0), s_unused, s_used));
        Assert.False(Takes(new CommitLimits(4, 151, 0), s_unused, s_used));
    }

    [Fact]
    public void A_meter_that_changes_again_takes_its_last_weight_alone()
    {
        // Two spans: 2 + 40 + 2 * 110.
        var again = WithMeter(Monday("08:00"), Monday("12:00"));
        var filled = new CommitBudget(new CommitLimits(4, 262, 0), s_unused);
        Assert.True(filled.TryTake(s_key, s_unused, To(s_used)));
        Assert.True(filled.TryTake(s_key, s_used, To(again)));
        Assert.Equal(s_key, Assert.Single(filled.Meters));
        filled = new CommitBudget(new CommitLimits(4, 261, 0), s_unused);
        Assert.True(filled.TryTake(s_key, s_unused, To(s_used)));
        Assert.False(filled.TryTake(s_key, s_used, To(again)));
    }

    [Fact]
    public void A_meter_that_an_event_leaves_as_it_is_takes_nothing()
    {
        var settled = s_used with { Settled = s_used.Settled.Add(s_event, null) };
        var fill = new CommitBudget(new CommitLimits(4, 0, 0), s_used);
        Assert.True(fill.TryTake(s_key, s_used, To(settled)));
        Assert.Empty(fill.Meters);
        Assert.False(Takes(new CommitLimits(3, 0, 0), s_used, settled));
    }

    private static void AssertBlockText(int size, Posting posting)
    {
        Assert.True(Takes(new CommitLimits(4, Roomy, size), s_unused, s_used, posting));
        Assert.False(Takes(new CommitLimits(4, Roomy, size - 1), s_unused, s_used, posting));
        Assert.True(Takes(new CommitLimits(4, Roomy, 2 * size), s_unused, s_used, posting, posting));
        Assert.False(Takes(new CommitLimits(4, Roomy, (2 * size) - 1), s_unused, s_used, posting, posting));
    }

    private static bool Takes(CommitLimits limits, TeamUsage before, TeamUsage after, params Posting[] postings) =>
        new CommitBudget(limits, before).TryTake(s_key, before, To(after, postings));

    private static EventDecision To(TeamUsage after, params Posting[] postings) =>
        new(after, new UsageOutcome.Accepted(), [.. postings]);

    private static TeamUsage WithMeter(params DateTimeOffset[] closed) =>
        s_unused with
        {
            Meters = s_unused.Meters.Add(
                s_key,
                Meter.Unused with
                {
                    Sessions =
                    [
                        SessionActivity.Unseen(SessionId.Of("s1")) with
                        {
                            Spans = [.. closed.Select(time => ActivitySpan.Of(SignalKinds.Closed, time))],
                        },
                    ],
                }
            ),
        };

    private static ImmutableArray<Payment> Payments(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new Payment(Grant.Of($"o{i}", 7, Monday("00:00")), Tokens.Whole(1))),
        ];
}
