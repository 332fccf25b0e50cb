using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>A block follows another only if its number, sequence and previous hash continue it.</summary>
public sealed class BlockFollowsTests
{
    private static readonly BlockHash s_other = BlockHash.Parse(new string('a', 64));
    private static readonly Posting s_posting = new Posting.Granted(Grant.Of("c1", 10, Monday("00:00")));
    private static readonly JournalBlock s_before = Block(4, 7, BlockHash.None, postings: 2);

    [Fact]
    public void First_block_has_number_1_sequence_1_and_no_previous_hash()
    {
        Assert.True(Block(1, 1, BlockHash.None).Follows(null));
        Assert.False(Block(2, 1, BlockHash.None).Follows(null));
        Assert.False(Block(1, 2, BlockHash.None).Follows(null));
        Assert.False(Block(2, 2, BlockHash.None).Follows(null));
        Assert.False(Block(1, 1, s_other).Follows(null));
    }

    [Fact]
    public void Next_block_continues_number_sequence_and_hash()
    {
        Assert.True(Block(5, 9, s_before.Hash).Follows(s_before));
        Assert.False(Block(6, 9, s_before.Hash).Follows(s_before));
        Assert.False(Block(5, 8, s_before.Hash).Follows(s_before));
        Assert.False(Block(5, 9, s_other).Follows(s_before));
    }

    private static JournalBlock Block(long number, long first, BlockHash previous, int postings = 1) =>
        JournalBlock.Sealed(
            Team.Account,
            Team.Id,
            number,
            first,
            Monday("08:00"),
            previous,
            [.. Enumerable.Repeat(s_posting, postings)]
        );
}
