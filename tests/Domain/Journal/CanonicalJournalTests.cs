using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using FlexFunctions.Domain.Tests.Building;
using FlexFunctions.Domain.Tests.Properties;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>
/// The canonical text of a block. The tests contain the complete text because the format must never change.
/// </summary>
public sealed class CanonicalJournalTests
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";
    private const string Head =
        """{"v":1,"account":"acme","team":"design","block":1,"first":1,"at":"2026-11-02T08:00:00.0000001Z","previous":"""
        + "\""
        + Zeros
        + "\",\"postings\":[";
    private static readonly GrantKey s_grant = Grant.Of("o1", 10, Monday("00:00"));
    private static readonly UserId s_priscilla = UserId.Of("priscilla");
    private static readonly ProductId s_autocad = ProductId.Of("autocad");

    [Fact]
    public void Purchase_has_a_fixed_text() =>
        AssertText(
            new Posting.Bought(s_grant, new Money(2.94m, "GBP"), new Money(29.40m, "GBP")),
            """{"kind":"bought","order":"o1","bought":10000,"expires":"2027-11-02T00:00:00.0000000Z","unitPrice":2.94,"total":29.40,"currency":"GBP"}"""
        );

    [Fact]
    public void Charge_has_a_fixed_text() =>
        AssertText(
            new Posting.Charged(
                s_priscilla,
                s_autocad,
                new(new(Monday("08:00")), Tokens.Whole(7), [Pays(2)], [Pays(5)]),
                new EventRef("/s", "e1")
            ),
            """{"kind":"charged","user":"priscilla","product":"autocad","window":"2026-11-02T08:00:00.0000000Z","thousandths":7000,"drawn":[{"order":"o1","bought":10000,"expires":"2027-11-02T00:00:00.0000000Z","thousandths":5000}],"carried":[{"order":"o1","bought":10000,"expires":"2027-11-02T00:00:00.0000000Z","thousandths":2000}],"source":"/s","id":"e1"}"""
        );

    [Fact]
    public void Reversal_has_a_fixed_text() =>
        AssertText(
            new Posting.Reversed(
                s_priscilla,
                s_autocad,
                new(new(Monday("08:00")), Tokens.Whole(7), [], [], [Pays(7)]),
                new EventRef("/s", "e1")
            ),
            """{"kind":"reversed","user":"priscilla","product":"autocad","window":"2026-11-02T08:00:00.0000000Z","thousandths":7000,"givenBack":[],"carried":[],"lapsed":[{"order":"o1","bought":10000,"expires":"2027-11-02T00:00:00.0000000Z","thousandths":7000}],"source":"/s","id":"e1"}"""
        );

    [Fact]
    public void Declined_line_has_a_fixed_text_that_keeps_special_characters() =>
        AssertText(
            Declined("/städte/😀", "a\"b\\c"),
            """{"kind":"declined","user":"priscilla","product":"autocad","time":"2026-11-02T08:00:00.0000000Z","reason":"insufficient-tokens","source":"/städte/\uD83D\uDE00","id":"a\"b\\c"}"""
        );

    [Fact]
    public void Any_event_round_trips() =>
        Gen.Select(Name, Name)
            .Sample(
                (source, id) =>
                {
                    var block = Block(Declined(source, id));
                    var read = CanonicalJournal.Read(block.CanonicalText);
                    Assert.Equal(new EventRef(source, id), Assert.IsType<Posting.Declined>(read.Postings[0]).Event);
                    Assert.Equal((block.CanonicalText, block.Hash), (read.CanonicalText, read.Hash));
                },
                iter: Iterations.Of(3_000)
            );

    /// <summary>
    /// Text of any language with quotes, backslashes, markup, line separators and emoji, without control characters.
    /// </summary>
    private static Gen<string> Name { get; } =
        Gen.OneOf(
                Gen.Char[' ', '~'].Select(character => character.ToString()),
                Gen.Char['\u00a0', '\ud7ff'].Select(character => character.ToString()),
                Gen.Char['\ue000', '\uffff'].Select(character => character.ToString()),
                Gen.Int[0x1F300, 0x1FAFF].Select(char.ConvertFromUtf32),
                Gen.OneOf(Gen.Const("\""), Gen.Const("\\"), Gen.Const("<&'>"), Gen.Const("\u2028"), Gen.Const("\ufeff"))
            )
            .Array[1, 12]
            .Select(string.Concat);

    [Fact]
    public void Every_posting_of_a_story_round_trips() =>
        Assert.All(
            JournalStory.Create().Journal,
            block => Assert.Equal(block.Hash, CanonicalJournal.Read(block.CanonicalText).Hash)
        );

    [Fact]
    public void Journal_of_the_unassigned_team_round_trips()
    {
        var block = JournalBlock.Sealed(
            Team.Account,
            TeamId.Unassigned,
            1,
            1,
            Monday("08:00"),
            BlockHash.None,
            [Declined("/s", "e")]
        );
        Assert.Equal(TeamId.Unassigned, CanonicalJournal.Read(block.CanonicalText).Team);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"v\":1}")]
    public void Text_that_is_not_a_block_throws(string text) =>
        Assert.Throws<FormatException>(() => CanonicalJournal.Read(text));

    [Theory]
    [InlineData("\"v\":1", "\"v\": 1")]
    [InlineData("\"v\":1", "\"v\":2")]
    [InlineData("\"v\":1,", "")]
    [InlineData("\"v\":1,\"account\":\"acme\"", "\"account\":\"acme\",\"v\":1")]
    [InlineData("\"block\":1", "\"block\":1.0")]
    [InlineData("\"block\":1", "\"block\":1,\"more\":2")]
    [InlineData("\"block\":1", "\"block\":99999999999999999999")]
    [InlineData("00001Z", "00001+00:00")]
    [InlineData(":00.0000001Z", ":00Z")]
    [InlineData("2026-11-02T08:00:00.0000001Z", "2026-02-30T08:00:00.0000001Z")]
    [InlineData("priscilla", "Priscilla")]
    [InlineData("priscilla", "\\u0070riscilla")]
    [InlineData("declined", "forgiven")]
    [InlineData("\"acme\"", "null")]
    [InlineData("\"acme\"", "\"a/b\"")]
    [InlineData("\"e\"", "\"e\",\"id\":\"f\"")]
    [InlineData("0000\",\"postings", "000g\",\"postings")]
    [InlineData("[{", "[5,{")]
    public void Text_that_is_not_canonical_throws(string canonical, string other)
    {
        var text = Block(Declined("/s", "e")).CanonicalText;
        Assert.Contains(canonical, text, StringComparison.Ordinal);
        var first = text.IndexOf(canonical, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() =>
            CanonicalJournal.Read(text[..first] + other + text[(first + canonical.Length)..])
        );
    }

    [Fact]
    public void Hash_is_the_SHA_256_of_the_text_in_UTF_8()
    {
        var block = Block(Declined("/städte/😀", "e"));
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(block.CanonicalText)));
        Assert.Equal(digest.ToLowerInvariant(), block.Hash.Value);
        Assert.Equal(Zeros, BlockHash.None.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("A000000000000000000000000000000000000000000000000000000000000000")]
    public void Hash_that_is_not_64_lower_case_hexadecimal_digits_throws(string text) =>
        Assert.Throws<FormatException>(() => BlockHash.Parse(text));

    private static Payment Pays(long tokens) => new(s_grant, Tokens.Whole(tokens));

    private static Posting.Declined Declined(string source, string id) =>
        new(s_priscilla, s_autocad, Monday("08:00"), RejectionCode.InsufficientTokens, new EventRef(source, id));

    private static JournalBlock Block(Posting posting) =>
        JournalBlock.Sealed(Team.Account, Team.Id, 1, 1, Monday("08:00") + Tick, BlockHash.None, [posting]);

    private static void AssertText(Posting posting, string expected)
    {
        var text = Block(posting).CanonicalText;
        Assert.Equal(Head + expected + "]}", text);
        Assert.Equal(text, CanonicalJournal.Read(text).CanonicalText);
    }
}
