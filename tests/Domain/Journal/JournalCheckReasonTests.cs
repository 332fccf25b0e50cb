using System.Text;
using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>The block and the reason that a check reports for a changed journal.</summary>
public sealed class JournalCheckReasonTests
{
    private const string NotTheNamed = "its hash differs from the one in the next block";
    private const string NotCanonical = "it is not a block in canonical form: ";

    private static readonly JournalBlock s_first = Block(1, BlockHash.None, "/s");
    private static readonly JournalBlock s_second = Block(2, s_first.Hash, "/\ufffd");
    private static readonly JournalBlock s_changed = Block(1, BlockHash.None, "/t");
    private static readonly string s_whole = s_first.CanonicalText + "\n" + s_second.CanonicalText + "\n";

    [Fact]
    public void Unchanged_journal_is_whole() => AssertBad(s_whole, null, null);

    [Fact]
    public void Line_without_an_end_is_reported() =>
        AssertBad(s_whole[..^1], 2, "its line has no end; the export is incomplete");

    [Fact]
    public void Empty_line_is_reported() =>
        Assert.StartsWith(NotCanonical + "The text is no", Check("\n" + s_whole).Why);

    [Fact]
    public void Line_that_is_not_canonical_is_reported() =>
        AssertBad(" " + s_whole, 1, NotCanonical + "The journal block is not in canonical form.");

    [Fact]
    public void Changed_block_before_the_last_is_reported() =>
        AssertBad(s_changed.CanonicalText + "\n" + s_second.CanonicalText + "\n", 1, NotTheNamed);

    [Fact]
    public void Changed_block_before_several_blocks_is_reported()
    {
        var third = Block(3, s_second.Hash, "/s");
        var text = s_changed.CanonicalText + "\n" + s_second.CanonicalText + "\n" + third.CanonicalText + "\n";
        var verdict = JournalCheck.Check(Encoding.UTF8.GetBytes(text), third.Hash);
        Assert.Equal((1L, NotTheNamed), (verdict.FirstBadBlock, verdict.Why));
    }

    [Fact]
    public void Empty_line_does_not_confirm_the_block_before_it() =>
        AssertBad(
            s_changed.CanonicalText + "\n" + s_second.CanonicalText + "\n\n",
            2,
            "Block 2 does not follow the block before it."
        );

    [Fact]
    public void Different_head_is_reported() =>
        AssertBad(
            s_first.CanonicalText + "\n",
            1,
            $"the journal ends with hash {s_first.Hash.Value} instead of {s_second.Hash.Value}: "
                + "blocks are missing, or the last one was changed"
        );

    [Fact]
    public void Invalid_UTF8_is_not_read_as_the_replacement_character()
    {
        var bytes = Encoding.UTF8.GetBytes(s_whole).AsSpan();
        var at = bytes.IndexOf("\ufffd"u8);
        byte[] changed = [.. bytes[..at], 0xff, .. bytes[(at + 3)..]];
        var verdict = JournalCheck.Check(changed, s_second.Hash);
        Assert.Equal(2, verdict.FirstBadBlock);
        Assert.StartsWith(NotCanonical, verdict.Why);
    }

    private static JournalVerdict Check(string text) => JournalCheck.Check(Encoding.UTF8.GetBytes(text), s_second.Hash);

    private static void AssertBad(string text, long? block, string? why)
    {
        var verdict = Check(text);
        Assert.Equal((block, why), (verdict.FirstBadBlock, verdict.Why));
    }

    private static JournalBlock Block(long number, BlockHash previous, string source) =>
        JournalBlock.Sealed(
            Team.Account,
            Team.Id,
            number,
            number,
            Monday("08:00"),
            previous,
            [
                new Posting.Declined(
                    UserId.Of("priscilla"),
                    ProductId.Of("autocad"),
                    Monday("08:00"),
                    RejectionCode.InsufficientTokens,
                    new EventRef(source, "e")
                ),
            ]
        );
}
