using CsCheck;
using FlexFunctions.Domain.Tests.Building;
using FlexFunctions.Domain.Tests.Properties;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>The hash chain detects every change to an exported journal.</summary>
public sealed class HashChainTests
{
    private static readonly Team s_team = JournalStory.Create();

    [Fact]
    public void Blocks_and_postings_are_numbered_from_1_without_gaps()
    {
        var (number, sequence, previous) = (1L, 1L, BlockHash.None);
        foreach (var block in s_team.Journal)
        {
            Assert.Equal((number, sequence, previous), (block.Number, block.FirstSequence, block.Previous));
            (number, sequence, previous) = (number + 1, sequence + block.Postings.Length, block.Hash);
        }

        var head = s_team.Ledger.Head;
        Assert.Equal((number, sequence, previous), (head.NextBlock, head.NextSequence, head.Hash));
    }

    [Fact]
    public void Block_is_never_older_than_its_predecessor()
    {
        var ledger = s_team.Ledger;
        var postings = s_team.Journal[^1].Postings;
        var (behind, block) = ledger.Post(postings, ledger.Pool, ledger.Head.PostedAt.AddHours(-3));
        Assert.Equal(ledger.Head.PostedAt, block.At);
        Assert.Equal(ledger.Head.PostedAt, behind.Head.PostedAt);
        var (_, later) = ledger.Post(postings, ledger.Pool, ledger.Head.PostedAt + Tick);
        Assert.Equal(ledger.Head.PostedAt + Tick, later.At);
    }

    [Fact]
    public void Block_without_a_posting_throws() =>
        Assert.Throws<ArgumentException>(() => s_team.Ledger.Post([], s_team.Ledger.Pool, Thursday("00:00")));

    [Fact]
    public void Changing_any_character_of_any_block_is_detected() =>
        Gen.Select(Gen.Int[0, s_team.Journal.Count - 1], Gen.Int[0, 100_000], Gen.Char['0', 'z'])
            .Sample(
                (number, place, character) =>
                {
                    var texts = s_team.Journal.ConvertAll(block => block.CanonicalText);
                    var at = place % texts[number].Length;
                    if (texts[number][at] != character)
                    {
                        texts[number] = texts[number][..at] + character + texts[number][(at + 1)..];
                        Assert.True(IsDetected(texts), texts[number]);
                    }
                },
                iter: Iterations.Of(2_000)
            );

    [Fact]
    public void Missing_repeated_and_swapped_blocks_are_detected()
    {
        var texts = s_team.Journal.ConvertAll(block => block.CanonicalText);
        Assert.False(IsDetected(texts));
        for (var i = 0; i < texts.Count; i++)
        {
            Assert.True(IsDetected([.. texts.Take(i), .. texts.Skip(i + 1)]), $"without block {i + 1}");
            Assert.True(IsDetected([.. texts.Take(i + 1), .. texts.Skip(i)]), $"block {i + 1} twice");
            Assert.True(
                i == 0 || IsDetected([.. texts.Take(i - 1), texts[i], texts[i - 1], .. texts.Skip(i + 1)]),
                $"blocks {i} and {i + 1} swapped"
            );
        }
    }

    [Fact]
    public void Rewriting_the_journal_from_any_block_changes_the_last_hash()
    {
        var bought = Assert.IsType<Posting.Bought>(s_team.Journal[0].Postings[0]);
        var (ledger, _) = TeamLedger
            .Of(Team.Account, Team.Id)
            .Post([bought with { Total = new Money(1m, "GBP") }], s_team.Ledger.Pool, s_team.Journal[0].At);
        foreach (var block in s_team.Journal.Skip(1))
        {
            (ledger, _) = ledger.Post(block.Postings, s_team.Ledger.Pool, block.At);
        }

        Assert.Equal(s_team.Ledger.Head.NextBlock, ledger.Head.NextBlock);
        Assert.NotEqual(s_team.Ledger.Head.Hash, ledger.Head.Hash);
    }

    [Fact]
    public void Block_of_another_account_or_team_or_earlier_time_does_not_follow()
    {
        var (before, block) = (s_team.Journal[0], s_team.Journal[1]);
        Assert.True(block.Follows(before));
        Assert.True(before.Follows(null));
        Assert.False(block.Follows(null));
        Assert.False(Again(block, account: AccountId.Of("other")).Follows(before));
        Assert.False(Again(block, team: TeamId.Of("other")).Follows(before));
        Assert.False(Again(block, at: before.At - Tick).Follows(before));
        Assert.True(Again(block, at: before.At).Follows(before));
    }

    private static JournalBlock Again(
        JournalBlock block,
        AccountId? account = null,
        TeamId? team = null,
        DateTimeOffset? at = null
    ) =>
        JournalBlock.Sealed(
            account ?? block.Account,
            team ?? block.Team,
            block.Number,
            block.FirstSequence,
            at ?? block.At,
            block.Previous,
            block.Postings
        );

    /// <summary>Returns true if reading the exported journal reveals that it does not match the head.</summary>
    private static bool IsDetected(List<string> texts)
    {
        try
        {
            var ledger = texts.Aggregate(
                RecomputedLedger.Empty,
                (result, text) => result.Apply(CanonicalJournal.Read(text))
            );
            return Conservation.Violations(ledger, s_team.Ledger.Head, s_team.Ledger.Pool).Count > 0;
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            return true;
        }
    }
}
