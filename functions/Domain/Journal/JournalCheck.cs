using System.Text;

namespace FlexFunctions.Domain;

/// <summary>
/// Verifies an exported journal without any other data, as anyone can. Each line must be a block in canonical form
/// (<see cref="CanonicalJournal"/>) with the hash of the block before, the postings must add up and each reversal must
/// name a charge that stands (R18), and the last block must have the expected hash.
/// </summary>
public static class JournalCheck
{
    private const byte EndOfLine = (byte)'\n';

    private static readonly UTF8Encoding s_strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Verifies an export.</summary>
    /// <param name="export">The bytes of the export.</param>
    /// <param name="head">The hash of the journal's last block, from the balance or a mail.</param>
    public static JournalVerdict Check(ReadOnlySpan<byte> export, BlockHash head)
    {
        var (ledger, standing, number) = (RecomputedLedger.Empty, StandingCharges.None, 1L);
        for (; !export.IsEmpty; number++)
        {
            var end = export.IndexOf(EndOfLine);
            if (end < 0)
            {
                return Bad("its line has no end; the export is incomplete");
            }

            var (block, wrong) = Read(export[..end]);
            export = export[(end + 1)..];
            if (block is null)
            {
                return Bad(wrong!);
            }

            if (
                ledger.Last is { } last
                && block.Number == number
                && block.Previous != last.Hash
                && IsIntact(block, export)
            )
            {
                // The next block confirms this one, so the block before is not what was posted.
                number--;
                return Bad("its hash differs from the one in the next block");
            }

            try
            {
                var after = ledger.Apply(block);
                standing = standing.Apply(block);
                ledger = after;
            }
            catch (Exception e) when (e is InvalidDataException or OverflowException)
            {
                return Bad(e.Message);
            }
        }

        var found = ledger.Last?.Hash ?? BlockHash.None;
        if (found == head)
        {
            return new JournalVerdict(ledger, null, null);
        }

        // Either the last block is not what was posted, or later blocks are missing; the head does not show which.
        number = ledger.Last?.Number ?? 1;
        return Bad(
            $"the journal ends with hash {found} instead of {head}: blocks are missing, or the last one was changed"
        );

        JournalVerdict Bad(string why) => new(ledger, number, why);

        bool IsIntact(JournalBlock block, ReadOnlySpan<byte> rest)
        {
            var next = rest.IndexOf(EndOfLine);
            return next < 0
                ? block.Hash == head
                : Read(rest[..next]).Block is { } following && following.Previous == block.Hash;
        }
    }

    /// <summary>
    /// Returns the number of the first block of an earlier export that a later export does not repeat, or null if it
    /// repeats them all.
    /// </summary>
    public static long? FirstContradiction(ReadOnlySpan<byte> earlier, ReadOnlySpan<byte> later)
    {
        var same = earlier.CommonPrefixLength(later);
        return same == earlier.Length ? null : 1 + earlier[..same].Count(EndOfLine);
    }

    private static (JournalBlock? Block, string? Wrong) Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return (CanonicalJournal.Read(s_strict.GetString(line)), null);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            return (null, "it is not a block in canonical form: " + e.Message.Split('\n')[0]);
        }
    }
}
