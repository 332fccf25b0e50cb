using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>The balances and movements recomputed from a journal, by unit, and its invalid postings (R18).</summary>
public sealed class RecomputedLedgerTests
{
    private static readonly GrantKey s_grant = Grant.Of("o1", 10, Monday("00:00"));
    private static readonly GrantKey s_credits = s_grant with { Unit = GrantUnit.CloudCredits };
    private static readonly Posting s_bought = new Posting.Bought(s_grant, new Money(1m, "GBP"), new Money(10m, "GBP"));

    [Fact]
    public void Each_kind_of_movement_has_its_own_total()
    {
        var ledger = Apply(
            s_bought,
            new Posting.Granted(s_credits),
            Result(GrantUnit.Tokens, 4, new(s_grant, Tokens.Whole(4))),
            Result(GrantUnit.CloudCredits, 3, new(s_credits, Tokens.Whole(3))),
            new Posting.MovedOut(s_grant, Tokens.Whole(6), TeamId.Of("build")),
            new Posting.MovedIn(s_grant, Tokens.Whole(5), TeamId.Of("build")),
            new Posting.Voided(s_grant, Tokens.Whole(5)),
            new Posting.MovedIn(s_grant, Tokens.Whole(2), TeamId.Unassigned),
            Returned(s_grant, 2)
        );
        AssertTotals(
            ledger,
            GrantUnit.Tokens,
            (MovementKind.Bought, 10),
            (MovementKind.MovedIn, 7),
            (MovementKind.Charged, 4),
            (MovementKind.Returned, 2),
            (MovementKind.Voided, 5),
            (MovementKind.MovedOut, 6)
        );
        AssertTotals(ledger, GrantUnit.CloudCredits, (MovementKind.Bought, 10), (MovementKind.Charged, 3));
        Assert.Equal([(s_credits, Tokens.Whole(7))], ledger.Pool.Remaining.Select(left => (left.Key, left.Value)));
        Assert.Empty(Violations(ledger, Tokens.Zero, Tokens.Whole(7)));
    }

    [Fact]
    public void Different_credits_in_the_header_are_a_violation() =>
        Assert.Contains(
            Violations(Apply(s_bought, new Posting.Granted(s_credits)), Tokens.Whole(10), Tokens.Whole(9)),
            text => text.Contains("9 CloudCredits", StringComparison.Ordinal)
        );

    [Fact]
    public void Each_unit_must_balance_separately()
    {
        // Tokens pay for a result that is charged in cloud credits.
        var ledger = Apply(
            s_bought,
            new Posting.Granted(s_credits),
            Result(GrantUnit.CloudCredits, 4, new(s_grant, Tokens.Whole(4)))
        );
        var violations = Violations(ledger, Tokens.Whole(6), Tokens.Whole(10));
        Assert.Equal(2, violations.Count(text => text.Contains("came", StringComparison.Ordinal)));
    }

    [Fact]
    public void Only_incoming_tokens_set_the_balance_after_the_last_grant()
    {
        Assert.Equal(Tokens.Zero, Apply(new Posting.Granted(s_credits)).UsableAfterLastGrant);
        Assert.Equal(
            Tokens.Whole(5),
            Apply(new Posting.MovedIn(s_grant, Tokens.Whole(5), TeamId.Unassigned)).UsableAfterLastGrant
        );
        Assert.False(new Posting.MovedOut(s_grant, Tokens.Whole(5), TeamId.Unassigned).BringsTokens);
    }

    public static TheoryData<string> OutgoingKinds => ["movedOut", "returned", "voided"];

    [Theory]
    [MemberData(nameof(OutgoingKinds))]
    public void Outgoing_amount_that_differs_from_the_remainder_throws(string kind)
    {
        AssertBad("but 10 are left", s_bought, Outgoing(kind, 9));
        AssertBad("but 10 are left", s_bought, Outgoing(kind, 11));
    }

    [Theory]
    [MemberData(nameof(OutgoingKinds))]
    public void Outgoing_order_that_is_not_in_the_team_throws(string kind)
    {
        AssertBad("but 0 are left", Outgoing(kind, 10));
        AssertBad("but 0 are left", Outgoing(kind, 0));
    }

    [Theory]
    [MemberData(nameof(OutgoingKinds))]
    public void Order_that_leaves_twice_throws(string kind) =>
        AssertBad("but 0 are left", s_bought, Outgoing(kind, 10), Outgoing(kind, 10));

    [Fact]
    public void Order_that_moves_to_its_own_team_throws() =>
        AssertBad("already", s_bought, new Posting.MovedIn(s_grant, Tokens.Whole(1), TeamId.Of("build")));

    [Fact]
    public void Order_that_moves_in_with_more_than_was_bought_throws() =>
        AssertBad("leaves 11 of 10", new Posting.MovedIn(s_grant, Tokens.Whole(11), TeamId.Of("build")));

    [Fact]
    public void Credits_granted_twice_throw() =>
        AssertBad("already", new Posting.Granted(s_credits), new Posting.Granted(s_credits));

    [Fact]
    public void Result_that_differs_from_its_payments_throws() =>
        AssertBad("is 4 tokens", s_bought, Result(GrantUnit.Tokens, 4, new Payment(s_grant, Tokens.Whole(3))));

    [Fact]
    public void Result_that_draws_more_than_remains_throws() =>
        AssertBad("leaves -1 of 10", s_bought, Result(GrantUnit.Tokens, 11, new Payment(s_grant, Tokens.Whole(11))));

    [Fact]
    public void Result_paid_by_an_order_that_left_throws() =>
        AssertBad(
            "is not in this team",
            s_bought,
            Outgoing("movedOut", 10),
            Result(GrantUnit.Tokens, 4, new Payment(s_grant, Tokens.Whole(4)))
        );

    private static Posting Outgoing(string kind, long tokens) =>
        kind switch
        {
            "movedOut" => new Posting.MovedOut(s_grant, Tokens.Whole(tokens), TeamId.Of("build")),
            "returned" => Returned(s_grant, tokens),
            _ => new Posting.Voided(s_grant, Tokens.Whole(tokens)),
        };

    private static Posting.Returned Returned(GrantKey grant, long tokens) =>
        new(grant, new OrderReturn(Tokens.Whole(tokens), new Money(0, "GBP"), new Money(0, "GBP")));

    private static Posting.ResultCharged Result(GrantUnit unit, long cost, Payment drawn) =>
        new(
            UserId.Of("priscilla"),
            ProductId.Of("autocad"),
            new ResultCharge(ResultId.Of("render"), 1, unit, Tokens.Whole(cost), [drawn]),
            Monday("08:00"),
            new EventRef("/s", "e")
        );

    private static RecomputedLedger Apply(params Posting[] postings) =>
        RecomputedLedger.Empty.Apply(
            JournalBlock.Sealed(Team.Account, Team.Id, 1, 1, Monday("08:00"), BlockHash.None, [.. postings])
        );

    private static void AssertBad(string fragment, params Posting[] postings) =>
        Assert.Contains(
            fragment,
            Assert.Throws<InvalidDataException>(() => Apply(postings)).Message,
            StringComparison.Ordinal
        );

    private static void AssertTotals(
        RecomputedLedger ledger,
        GrantUnit unit,
        params (MovementKind Kind, long Total)[] totals
    ) =>
        Assert.Equal(
            Enum.GetValues<MovementKind>()
                .ToDictionary(kind => kind, kind => totals.FirstOrDefault(of => of.Kind == kind).Total),
            Enum.GetValues<MovementKind>()
                .ToDictionary(kind => kind, kind => ledger.Total(unit, kind).Thousandths / 1000)
        );

    private static IReadOnlyList<string> Violations(RecomputedLedger ledger, Tokens balance, Tokens credits) =>
        Conservation.Violations(
            ledger,
            TeamHeader.Empty with
            {
                Balance = balance,
                Credits = credits,
                Hash = ledger.Last!.Hash,
                UsableAfterLastGrant = ledger.UsableAfterLastGrant,
            },
            ledger.Pool
        );
}
