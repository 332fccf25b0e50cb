using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>
/// The canonical text of each kind of posting, in full because the format must never change. Each posting round-trips,
/// and the hash covers each of its members.
/// </summary>
public sealed class CanonicalPostingTests
{
    private static readonly UserId s_priscilla = UserId.Of("priscilla");
    private static readonly ProductId s_autocad = ProductId.Of("autocad");
    private static readonly EventRef s_event = new("/s", "e1");
    private static readonly GrantKey s_grant = Grant.Of("o1", 10, Monday("00:00"));
    private static readonly GrantKey s_credits = s_grant with { Unit = GrantUnit.CloudCredits };

    [Fact]
    public void Grant_of_cloud_credits_has_a_fixed_text() =>
        AssertText(
            new Posting.Granted(s_credits),
            """{"kind":"granted","order":"o1","bought":10000,"expires":"2027-11-02T00:00:00.0000000Z","unit":"cloudCredits"}""",
            new Posting.Granted(s_grant),
            new Posting.Granted(s_credits with { Bought = new Tokens(1) }),
            new Posting.Granted(s_credits with { ExpiresAt = Monday("00:00") }),
            new Posting.Granted(s_credits with { Order = OrderId.Of("o2") })
        );

    [Fact]
    public void Move_in_has_a_fixed_text()
    {
        var moved = new Posting.MovedIn(s_grant, Tokens.Whole(3), TeamId.Of("build"));
        AssertText(
            moved,
            """{"kind":"movedIn","order":"o1","bought":10000,"expires":"2027-11-02T00:00:00.0000000Z","thousandths":3000,"from":"build"}""",
            moved with
            {
                Grant = s_credits,
            },
            moved with
            {
                Tokens = new Tokens(1),
            },
            moved with
            {
                From = TeamId.Unassigned,
            }
        );
    }

    [Fact]
    public void Move_out_has_a_fixed_text()
    {
        var moved = new Posting.MovedOut(s_grant, Tokens.Whole(3), TeamId.Unassigned);
        AssertText(
            moved,
            """{"kind":"movedOut","order":"o1","bought":10000,"expires":"2027-11-02T00:00:00.0000000Z","thousandths":3000,"to":"~"}""",
            moved with
            {
                Grant = s_credits,
            },
            moved with
            {
                Tokens = new Tokens(1),
            },
            moved with
            {
                To = TeamId.Of("build"),
            },
            new Posting.MovedIn(s_grant, Tokens.Whole(3), TeamId.Unassigned)
        );
    }

    [Fact]
    public void Return_has_a_fixed_text()
    {
        var back = new OrderReturn(Tokens.Whole(3), new Money(8.80m, "GBP"), new Money(0, "GBP"));
        AssertText(
            new Posting.Returned(s_grant, back),
            """{"kind":"returned","order":"o1","bought":10000,"expires":"2027-11-02T00:00:00.0000000Z","thousandths":3000,"refund":8.80,"stillDue":0,"currency":"GBP"}""",
            new Posting.Returned(s_credits, back),
            new Posting.Returned(s_grant, back with { Tokens = new Tokens(1) }),
            new Posting.Returned(s_grant, back with { Refund = new Money(8.8m, "GBP") }),
            new Posting.Returned(s_grant, back with { StillDue = new Money(0.01m, "GBP") }),
            new Posting.Returned(s_grant, new OrderReturn(back.Tokens, new Money(8.80m, "EUR"), new Money(0, "EUR")))
        );
    }

    [Fact]
    public void Void_has_a_fixed_text() =>
        AssertText(
            new Posting.Voided(s_grant, Tokens.Whole(3)),
            """{"kind":"voided","order":"o1","bought":10000,"expires":"2027-11-02T00:00:00.0000000Z","thousandths":3000}""",
            new Posting.Voided(s_credits, Tokens.Whole(3)),
            new Posting.Voided(s_grant, Tokens.Zero)
        );

    [Fact]
    public void Result_paid_with_cloud_credits_has_a_fixed_text()
    {
        var charge = new ResultCharge(
            ResultId.Of("render"),
            1.50m,
            GrantUnit.CloudCredits,
            new Tokens(375),
            [new Payment(s_credits, new Tokens(375))]
        );
        var posting = new Posting.ResultCharged(s_priscilla, s_autocad, charge, Monday("08:00"), s_event);
        AssertText(
            posting,
            """{"kind":"result","user":"priscilla","product":"autocad","result":"render","quantity":1.50,"time":"2026-11-02T08:00:00.0000000Z","unit":"cloudCredits","thousandths":375,"drawn":[{"order":"o1","bought":10000,"expires":"2027-11-02T00:00:00.0000000Z","unit":"cloudCredits","thousandths":375}],"source":"/s","id":"e1"}""",
            posting with
            {
                User = UserId.Of("tom"),
            },
            posting with
            {
                Product = ProductId.Of("revit"),
            },
            posting with
            {
                At = Monday("08:00") + Tick,
            },
            posting with
            {
                Event = s_event with { Source = "/t" },
            },
            posting with
            {
                Event = s_event with { Id = "e2" },
            },
            posting with
            {
                Charge = charge with { Result = ResultId.Of("simulation") },
            },
            posting with
            {
                Charge = charge with { Quantity = 1.51m },
            },
            posting with
            {
                Charge = charge with { Unit = GrantUnit.Tokens },
            },
            posting with
            {
                Charge = charge with { Cost = new Tokens(376) },
            },
            posting with
            {
                Charge = charge with { Drawn = [new Payment(s_grant, new Tokens(375))] },
            },
            posting with
            {
                Charge = charge with { Drawn = [] },
            }
        );
    }

    [Fact]
    public void Result_paid_with_tokens_has_a_fixed_text()
    {
        var charge = new ResultCharge(
            ResultId.Of("render"),
            1,
            GrantUnit.Tokens,
            new Tokens(500),
            [new Payment(s_grant, new Tokens(500))]
        );
        AssertText(
            new Posting.ResultCharged(s_priscilla, s_autocad, charge, Monday("08:00"), s_event),
            """{"kind":"result","user":"priscilla","product":"autocad","result":"render","quantity":1,"time":"2026-11-02T08:00:00.0000000Z","thousandths":500,"drawn":[{"order":"o1","bought":10000,"expires":"2027-11-02T00:00:00.0000000Z","thousandths":500}],"source":"/s","id":"e1"}"""
        );
    }

    [Theory]
    [InlineData("\"unit\":\"cloudCredits\"", "\"unit\":\"tokens\"")]
    [InlineData("\"unit\":\"cloudCredits\"", "\"unit\":null")]
    [InlineData("\"unit\":\"cloudCredits\"", "\"unit\":\"CloudCredits\"")]
    [InlineData("\"kind\":\"granted\"", "\"kind\":\"Granted\"")]
    [InlineData("\"bought\":10000", "\"bought\":10000.0")]
    public void Text_that_is_not_canonical_throws(string canonical, string other)
    {
        var text = Block(new Posting.Granted(s_credits)).CanonicalText;
        Assert.Contains(canonical, text, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() =>
            CanonicalJournal.Read(text.Replace(canonical, other, StringComparison.Ordinal))
        );
    }

    private static JournalBlock Block(Posting posting) =>
        JournalBlock.Sealed(Team.Account, Team.Id, 1, 1, Monday("08:00"), BlockHash.None, [posting]);

    private static void AssertText(Posting posting, string expected, params Posting[] others)
    {
        var block = Block(posting);
        Assert.Contains($"\"postings\":[{expected}]", block.CanonicalText, StringComparison.Ordinal);
        var hashes = new HashSet<BlockHash>();
        foreach (var written in others.Append(posting).Select(Block))
        {
            var read = CanonicalJournal.Read(written.CanonicalText);
            Assert.Equal((written.CanonicalText, written.Hash), (read.CanonicalText, read.Hash));
            Assert.Equal(written.Postings[0].GetType(), read.Postings[0].GetType());
            Assert.True(hashes.Add(written.Hash), $"{written.CanonicalText} has a unique hash");
        }
    }
}
