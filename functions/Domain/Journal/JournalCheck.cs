using System.Text;

namespace FlexFunctions.Domain;

/// <summary>
/// Checks an exported journal by itself, as anyone can: a block a line in canonical form
/// (<see cref="CanonicalJournal"/>), each naming the hash of the one before, the lines adding up (R18), and the last one
/// being the head that was noted elsewhere.
/// </summary>
public static class JournalCheck
{
    private const byte EndOfLine = (byte)'\n';

    private static readonly UTF8Encoding s_strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Checks an export.</summary>
    /// <param name="export">Its bytes.</param>
    /// <param name="head">The hash of the journal's last block, as the balance or a mail told it.</param>
    public static JournalVerdict Check(ReadOnlySpan<byte> export, BlockHash head)
    {
        var (ledger, number) = (RecomputedLedger.Empty, 1L);
        for (; !export.IsEmpty; number++)
        {
            var end = export.IndexOf(EndOfLine);
            if (end < 0)
            {
                return Bad("its line does not end; the export is cut");
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
                // What follows vouches for this block, so it is the one before that is not what was posted.
                number--;
                return Bad("its hash is not the one that the next block names");
            }

            try
            {
                ledger = ledger.Apply(block);
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

        // Either the last block is not what was posted, or blocks after it are missing: the head can not tell which.
        number = ledger.Last?.Number ?? 1;
        return Bad(
            $"the journal ends with hash {found}, not with the head {head}: blocks are missing, or the last is changed"
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
    /// The number of the first block of an earlier export that a later one does not hold as it was; null if the later one
    /// holds all of it.
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
