using System.Collections.Immutable;
using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>
/// Differences between stored rows and journal, and postings that do not add up, are detected (R18).
/// </summary>
public sealed class ConservationTests
{
    private static readonly UserId s_priscilla = UserId.Of("priscilla");
    private static readonly ProductId s_autocad = ProductId.Of("autocad");
    private static readonly EventRef s_event = new("/s", "e");
    private static readonly GrantKey s_grant = Grant.Of("o1", 10, Monday("00:00"));
    private static readonly Team s_team = JournalStory.Create();

    [Fact]
    public void Ledger_of_a_story_is_conserved() => Assert.Empty(Violations());

    [Fact]
    public void Empty_ledger_is_conserved() =>
        Assert.Empty(Conservation.Violations(RecomputedLedger.Empty, TeamHeader.Empty, GrantPool.Empty));

    [Fact]
    public void Different_balance_in_the_header_is_a_violation() =>
        AssertFound("the header has", head: s_team.Ledger.Head with { Balance = Tokens.Whole(3) });

    [Fact]
    public void Different_hash_in_the_header_is_a_violation() =>
        AssertFound("another last block", head: s_team.Ledger.Head with { Hash = BlockHash.None });

    [Fact]
    public void Different_amount_after_the_last_grant_is_a_violation() =>
        AssertFound(
            "usable after the last grant",
            head: s_team.Ledger.Head with
            {
                UsableAfterLastGrant = Tokens.Whole(3),
            }
        );

    [Fact]
    public void Grant_with_one_thousandth_too_many_is_a_violation()
    {
        var (grant, left) = s_team.Ledger.Pool.Remaining.First();
        AssertFound(
            "order 'o1' is stored",
            pool: new(s_team.Ledger.Pool.Remaining.SetItem(grant, left + new Tokens(1)))
        );
    }

    [Fact]
    public void Missing_grant_is_a_violation()
    {
        var grant = s_team.Ledger.Pool.Remaining.Last(left => left.Value.IsPositive).Key;
        AssertFound($"order '{grant.Order}' is stored", pool: new(s_team.Ledger.Pool.Remaining.Remove(grant)));
    }

    [Fact]
    public void Extra_grant_is_a_violation() =>
        AssertFound("order 'extra' is stored", pool: s_team.Ledger.Pool.With(Grant.Of("extra", 1, Monday("00:00"))));

    [Fact]
    public void Totals_that_do_not_balance_are_a_violation() =>
        AssertFound(
            "went out or remain",
            recomputed: s_team.Recomputed with
            {
                Totals = s_team.Recomputed.Totals.SetItem(
                    (GrantUnit.Tokens, MovementKind.Charged),
                    s_team.Recomputed.Total(GrantUnit.Tokens, MovementKind.Charged) + new Tokens(1)
                ),
            }
        );

    [Fact]
    public void Charge_that_differs_from_its_payments_throws() =>
        AssertBad("its payments are", Bought(), Charged(7, [], [Pays(6)]));

    [Fact]
    public void Charge_that_draws_more_than_remains_throws() =>
        AssertBad("leaves -1 of 10", Bought(), Charged(11, [], [Pays(11)]));

    [Fact]
    public void Charge_paid_by_an_unknown_order_throws() => AssertBad("is not in this team", Charged(7, [], [Pays(7)]));

    [Fact]
    public void Charge_that_carries_unreleased_payments_throws() =>
        AssertBad("no reversal", Bought(), Charged(7, [Pays(7)], []));

    [Fact]
    public void Reversal_whose_payments_no_charge_carries_throws() =>
        AssertBad("no reversal", Bought(), Charged(7, [], [Pays(7)]), Reversed(7, carried: [Pays(7)]));

    [Fact]
    public void Reversal_that_gives_back_more_than_was_paid_throws() =>
        AssertBad("leaves 11 of 10", Bought(), Reversed(1, givenBack: [Pays(1)]));

    [Fact]
    public void Reversal_that_differs_from_its_parts_throws() =>
        AssertBad("its payments are", Bought(), Charged(7, [], [Pays(7)]), Reversed(7, givenBack: [Pays(6)]));

    [Fact]
    public void Order_bought_twice_throws() => AssertBad("o1", Bought(), Bought());

    [Fact]
    public void Partly_spent_order_bought_again_throws() =>
        AssertBad("o1", Bought(), Charged(7, [], [Pays(7)]), Bought());

    [Fact]
    public void Usable_after_the_last_grant_excludes_expired_grants()
    {
        var team = new Team().Buy("o1", 10, Monday("00:00")).Buy("o2", 5, Monday("00:00").AddYears(1));
        Assert.Equal(Tokens.Whole(5), team.Ledger.Head.UsableAfterLastGrant);
        Assert.Equal(Tokens.Whole(15), team.Ledger.Head.Balance);
    }

    private static Payment Pays(long tokens) => new(s_grant, Tokens.Whole(tokens));

    private static Posting.Bought Bought() => new(s_grant, new Money(1m, "GBP"), new Money(10m, "GBP"));

    private static Posting.Charged Charged(long rate, ImmutableArray<Payment> carried, ImmutableArray<Payment> drawn) =>
        new(s_priscilla, s_autocad, new(new(Monday("08:00")), Tokens.Whole(rate), carried, drawn), s_event);

    private static Posting.Reversed Reversed(
        long rate,
        ImmutableArray<Payment>? carried = null,
        ImmutableArray<Payment>? givenBack = null
    ) =>
        new(
            s_priscilla,
            s_autocad,
            new(new(Monday("08:00")), Tokens.Whole(rate), carried ?? [], givenBack ?? [], []),
            s_event
        );

    private static void AssertBad(string fragment, params Posting[] postings)
    {
        var block = JournalBlock.Sealed(Team.Account, Team.Id, 1, 1, Monday("08:00"), BlockHash.None, [.. postings]);
        var error = Assert.Throws<InvalidDataException>(() => RecomputedLedger.Empty.Apply(block));
        Assert.Contains(fragment, error.Message, StringComparison.Ordinal);
    }

    private static void AssertFound(
        string fragment,
        RecomputedLedger? recomputed = null,
        TeamHeader? head = null,
        GrantPool? pool = null
    ) => Assert.Contains(Violations(recomputed, head, pool), text => text.Contains(fragment, StringComparison.Ordinal));

    private static IReadOnlyList<string> Violations(
        RecomputedLedger? recomputed = null,
        TeamHeader? head = null,
        GrantPool? pool = null
    ) =>
        Conservation.Violations(
            recomputed ?? s_team.Recomputed,
            head ?? s_team.Ledger.Head,
            pool ?? s_team.Ledger.Pool
        );
}
