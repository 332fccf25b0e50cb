using System.Text;
using FlexFunctions.Domain.Tests.Building;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>The check of an exported journal detects every change (promise 2).</summary>
public sealed class JournalCheckTests
{
    private static readonly Team s_team = JournalStory.Create();
    private static readonly byte[] s_export = Export(s_team.Journal);
    private static readonly BlockHash s_head = s_team.Journal[^1].Hash;

    [Fact]
    public void Unchanged_journal_is_whole()
    {
        var verdict = JournalCheck.Check(s_export, s_head);

        Assert.True(verdict.IsWhole, verdict.Why);
        Assert.Equal(s_team.Ledger.Pool.Balance(), verdict.Ledger.Pool.Balance());
    }

    [Fact]
    public void Empty_journal_has_a_hash_of_zeros() => Assert.True(JournalCheck.Check([], BlockHash.None).IsWhole);

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
    public void Every_truncation_is_found_in_the_truncated_block()
    {
        for (var length = 0; length < s_export.Length; length++)
        {
            var truncated = s_export.AsSpan(0, length);
            var whole = truncated.Count((byte)'\n');
            // After truncation between blocks, the last remaining block is not the one that the head names.
            var isBetween = length == 0 || truncated[^1] == '\n';

            Assert.Equal(
                isBetween ? Math.Max(1, whole) : whole + 1,
                JournalCheck.Check(truncated, s_head).FirstBadBlock
            );
        }
    }

    [Fact]
    public void Later_export_starts_with_the_earlier_export()
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
