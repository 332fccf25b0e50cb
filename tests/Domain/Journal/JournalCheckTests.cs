using System.Text;
using FlexFunctions.Domain.Tests.Building;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>An exported journal exposes every change to it (promise 2).</summary>
public sealed class JournalCheckTests
{
    private static readonly Team s_team = JournalStory.Told();
    private static readonly byte[] s_export = Export(s_team.Journal);
    private static readonly BlockHash s_head = s_team.Journal[^1].Hash;

    [Fact]
    public void A_whole_journal_is_whole()
    {
        var verdict = JournalCheck.Check(s_export, s_head);

        Assert.True(verdict.IsWhole, verdict.Why);
        Assert.Equal(s_team.Ledger.Pool.Balance(), verdict.Ledger.Pool.Balance());
    }

    [Fact]
    public void A_journal_without_a_line_has_the_head_of_zeros() =>
        Assert.True(JournalCheck.Check([], BlockHash.None).IsWhole);

    [Fact]
    public void Every_changed_byte_is_found_in_its_block()
    {
        const int seed = 20261124;
        var random = new Random(seed);
        for (var change = 0; change < 1_000; change++)
        {
            var bytes = s_export.ToArray();
            var at = random.Next(bytes.Length);
            bytes[at] ^= (byte)random.Next(1, 256);

            var verdict = JournalCheck.Check(bytes, s_head);

            var block = 1 + s_export.AsSpan(0, at).Count((byte)'\n');
            Assert.True(
                verdict.FirstBadBlock == block,
                $"byte {at} of block {block}, seed {seed}: found {verdict.FirstBadBlock} {verdict.Why}"
            );
        }
    }

    [Fact]
    public void Every_truncation_is_found_at_the_block_where_it_is_cut()
    {
        for (var length = 0; length < s_export.Length; length++)
        {
            var cut = s_export.AsSpan(0, length);
            var whole = cut.Count((byte)'\n');
            // Cut between blocks, the last that is left is the one that the head does not name.
            var isBetween = length == 0 || cut[^1] == '\n';

            Assert.Equal(isBetween ? Math.Max(1, whole) : whole + 1, JournalCheck.Check(cut, s_head).FirstBadBlock);
        }
    }

    [Fact]
    public void An_earlier_export_is_how_the_later_one_begins()
    {
        var earlier = Export(s_team.Journal.Take(3));

        Assert.Null(JournalCheck.FirstContradiction(earlier, s_export));
        Assert.Equal(4, JournalCheck.FirstContradiction(s_export, earlier));
    }

    [Fact]
    public void Rewritten_journal_contradicts_an_earlier_export()
    {
        var other = new Team().Buy("o1", 11, When.Monday("00:00"));

        Assert.True(JournalCheck.Check(Export(other.Journal), other.Journal[^1].Hash).IsWhole);
        Assert.Equal(1, JournalCheck.FirstContradiction(s_export, Export(other.Journal)));
    }

    private static byte[] Export(IEnumerable<JournalBlock> blocks) =>
        Encoding.UTF8.GetBytes(string.Concat(blocks.Select(block => block.CanonicalText + "\n")));
}
