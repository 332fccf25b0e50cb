using System.Collections.Immutable;
using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Orders;

/// <summary>The expiries that the timer posts (R12).</summary>
public sealed class ExpiryDecisionTests
{
    private static readonly DateTimeOffset s_expiry = Monday("08:00").AddYears(1);
    private static readonly GrantKey s_first = Grant.Of("o1", 10, Monday("08:00"));
    private static readonly GrantKey s_second = Grant.Of("o2", 10, Monday("08:00"));
    private static readonly GrantKey s_later = Grant.Of("o3", 10, Tuesday("08:00"));
    private static readonly GrantKey s_credits = s_first with
    {
        Order = OrderId.Of("c1"),
        Unit = GrantUnit.CloudCredits,
    };

    private static readonly GrantPool s_pool = GrantPool
        .Empty.With(s_first, Tokens.Whole(3))
        .With(s_second, Tokens.Zero)
        .With(s_later)
        .With(s_credits);

    [Fact]
    public void Grant_does_not_expire_before_its_expiry()
    {
        var decision = ExpiryDecision.Of(s_pool, s_expiry - Tick, 90);
        Assert.Empty(decision.Postings);
        Assert.Equal(s_pool.Remaining, decision.Pool.Remaining);
    }

    [Fact]
    public void Every_expired_grant_is_posted_with_its_remainder()
    {
        var decision = ExpiryDecision.Of(s_pool, s_expiry, 90);
        Assert.Equal(
            [
                new Posting.Expired(s_first, Tokens.Whole(3)),
                new Posting.Expired(s_second, Tokens.Zero),
                new Posting.Expired(s_credits, Tokens.Whole(10)),
            ],
            decision.Postings.Cast<Posting.Expired>().OrderBy(posting => posting.Grant)
        );
        Assert.Equal([s_later], decision.Pool.Remaining.Keys);
    }

    [Fact]
    public void Expiry_does_not_change_the_usable_amount() =>
        Assert.All(
            new[] { s_expiry, s_expiry.AddHours(5), s_expiry.AddDays(1) },
            now => Assert.Equal(s_pool.UsableAt(now), ExpiryDecision.Of(s_pool, now, 90).Pool.UsableAt(now))
        );

    [Fact]
    public void Expiry_is_limited_per_commit_and_continues_with_the_next()
    {
        var first = ExpiryDecision.Of(s_pool, s_expiry, 2);
        var second = ExpiryDecision.Of(first.Pool, s_expiry, 2);
        Assert.Equal((2, 1), (first.Postings.Length, second.Postings.Length));
        Assert.Equal([s_later], second.Pool.Remaining.Keys);
    }

    [Fact]
    public void Expiries_conserve_the_ledger()
    {
        var (ledger, recomputed, journal) = (TeamLedger.Of(Team.Account, Team.Id), RecomputedLedger.Empty, 0);
        Post([Bought(s_first), Bought(s_later)], GrantPool.Empty.With(s_first).With(s_later), Monday("08:00"));
        var drawn = ledger.Pool.Draw(Tokens.Whole(4), Tuesday("08:00"))!.Value;
        var charge = new WindowCharge(new(Tuesday("08:00")), Tokens.Whole(4), [], drawn.Payments);
        Post(
            [new Posting.Charged(UserId.Of("p"), ProductId.Of("autocad"), charge, new EventRef("/s", "e"))],
            drawn.Pool,
            Tuesday("08:00")
        );
        Assert.Equal(Tuesday("08:00"), ledger.Head.FirstChargeAt);

        foreach (var now in new[] { s_expiry, s_expiry.AddDays(1) })
        {
            var decision = ExpiryDecision.Of(ledger.Pool, now, 90);
            Post(decision.Postings, decision.Pool, now);
        }

        Assert.Equal(Tokens.Whole(16), recomputed.Total(GrantUnit.Tokens, MovementKind.Expired));
        Assert.Equal((Tokens.Zero, 4), (ledger.Head.Balance, journal));
        Assert.Equal(Tuesday("08:00"), ledger.Head.FirstChargeAt);
        Assert.Equal(Tokens.Whole(20), ledger.Head.UsableAfterLastGrant);

        void Post(ImmutableArray<Posting> postings, GrantPool pool, DateTimeOffset now)
        {
            (ledger, var block) = ledger.Post(postings, pool, now);
            recomputed = recomputed.Apply(CanonicalJournal.Read(block.CanonicalText));
            Assert.Empty(Conservation.Violations(recomputed, ledger.Head, ledger.Pool));
            journal++;
        }
    }

    [Fact]
    public void Expiry_has_a_fixed_text() =>
        Assert.Contains(
            """{"kind":"expired","order":"o1","bought":10000,"expires":"2027-11-02T08:00:00.0000000Z","thousandths":3000}""",
            JournalBlock
                .Sealed(
                    Team.Account,
                    Team.Id,
                    1,
                    1,
                    s_expiry,
                    BlockHash.None,
                    [new Posting.Expired(s_first, Tokens.Whole(3))]
                )
                .CanonicalText,
            StringComparison.Ordinal
        );

    [Fact]
    public void Expiry_that_differs_from_the_remainder_throws()
    {
        var block = JournalBlock.Sealed(
            Team.Account,
            Team.Id,
            1,
            1,
            s_expiry,
            BlockHash.None,
            [Bought(s_first), new Posting.Expired(s_first, Tokens.Whole(9))]
        );
        Assert.Contains(
            "leaves with 9 tokens, but 10 are left",
            Assert.Throws<InvalidDataException>(() => RecomputedLedger.Empty.Apply(block)).Message,
            StringComparison.Ordinal
        );
    }

    private static Posting.Bought Bought(GrantKey grant) =>
        new(grant, new Money(2.94m, "GBP"), new Money(29.40m, "GBP"));
}
