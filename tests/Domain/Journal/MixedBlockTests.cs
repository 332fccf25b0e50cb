using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>The header and the recomputed ledger after a block with several kinds of postings.</summary>
public sealed class MixedBlockTests
{
    private static readonly UserId s_priscilla = UserId.Of("priscilla");
    private static readonly ProductId s_autocad = ProductId.Of("autocad");
    private static readonly EventRef s_event = new("/s", "e1");
    private static readonly GrantKey s_grant = Grant.Of("o1", 10, Monday("00:00"));
    private static readonly GrantPool s_pool = GrantPool.Empty.With(s_grant);
    private static readonly Posting s_bought = new Posting.Bought(s_grant, new Money(1m, "GBP"), new Money(10m, "GBP"));
    private static readonly Posting s_declined = new Posting.Declined(
        s_priscilla,
        s_autocad,
        Monday("08:00"),
        RejectionCode.InsufficientTokens,
        s_event
    );
    private static readonly TeamLedger s_ledger = TeamLedger.Of(Team.Account, Team.Id);

    [Fact]
    public void First_charge_is_found_among_other_postings()
    {
        var head = Post(s_declined, Charged(4)).Head;
        Assert.Equal(Monday("08:00"), head.FirstChargeAt);
        Assert.Null(Post(s_declined, s_bought).Head.FirstChargeAt);
    }

    [Fact]
    public void Later_charge_does_not_change_the_first_charge_time()
    {
        var (later, _) = Post(Charged(4)).Post([Charged(1)], s_pool, Tuesday("08:00"));
        Assert.Equal(Monday("08:00"), later.Head.FirstChargeAt);
    }

    [Fact]
    public void Incoming_tokens_among_other_postings_set_the_last_grant()
    {
        Assert.Equal(Tokens.Whole(10), Post(s_declined, s_bought).Head.UsableAfterLastGrant);
        Assert.Equal(Tokens.Zero, Post(s_declined, Charged(4)).Head.UsableAfterLastGrant);
        var (_, block) = s_ledger.Post([s_declined, s_bought], s_pool, Monday("08:00"));
        Assert.Equal(Tokens.Whole(10), RecomputedLedger.Empty.Apply(block).UsableAfterLastGrant);
    }

    [Fact]
    public void Spending_is_recorded_on_its_day()
    {
        var recent = Post(Charged(4), s_declined, Charged(1)).Head.Recent;
        var day = Assert.Single(recent.Days);
        Assert.Equal((new DateOnly(2026, 11, 2), Tokens.Whole(5)), (day.Key, day.Value));
    }

    [Fact]
    public void Block_without_spending_keeps_the_spend_history()
    {
        var before = Post(Charged(4));
        var (after, _) = before.Post([s_declined, s_bought], s_pool, Tuesday("08:00"));
        Assert.Same(before.Head.Recent, after.Head.Recent);
    }

    [Fact]
    public void Policy_change_increments_the_policy_version()
    {
        Assert.Equal(1, s_ledger.WithNextPolicy().Head.PolicyVersion);
        Assert.Equal(2, s_ledger.WithNextPolicy().WithNextPolicy().Head.PolicyVersion);
    }

    [Fact]
    public void Charge_that_differs_from_its_payments_is_reported() =>
        AssertBad("The window of 2026-11-02T08:00:00.0000000+00:00 is 5 tokens, its payments are 4.", Charged(4, 5));

    [Fact]
    public void Reversal_that_differs_from_its_payments_is_reported() =>
        AssertBad(
            "The window of 2026-11-02T09:00:00.0000000+00:00 is 7 tokens, its payments are 6.",
            new Posting.Reversed(
                s_priscilla,
                s_autocad,
                new(new(Monday("09:00")), Tokens.Whole(7), [], [Pays(2)], [Pays(4)]),
                s_event
            )
        );

    [Fact]
    public void Result_that_differs_from_its_payments_is_reported() =>
        AssertBad(
            "The result 'e1' is 3 tokens, its payments are 2.",
            new Posting.ResultCharged(
                s_priscilla,
                s_autocad,
                new(ResultId.Of("render"), 1, GrantUnit.Tokens, Tokens.Whole(3), [Pays(2)]),
                Monday("08:00"),
                s_event
            )
        );

    private static void AssertBad(string message, Posting posting)
    {
        var (_, block) = s_ledger.Post([s_bought, posting], s_pool, Monday("08:00"));
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => RecomputedLedger.Empty.Apply(block)).Message);
    }

    private static TeamLedger Post(params Posting[] postings) =>
        s_ledger.Post([.. postings], s_pool, Monday("08:00")).Ledger;

    private static Posting.Charged Charged(long drawn, long? rate = null) =>
        new(s_priscilla, s_autocad, new(new(Monday("08:00")), Tokens.Whole(rate ?? drawn), [], [Pays(drawn)]), s_event);

    private static Payment Pays(long tokens) => new(s_grant, Tokens.Whole(tokens));
}
