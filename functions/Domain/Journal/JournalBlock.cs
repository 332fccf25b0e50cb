using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The postings of one commit to a team's journal. Blocks form a chain: each holds the hash of the block before it, and
/// its own hash covers all of it. A change to a block therefore changes every later hash.
/// </summary>
public sealed record JournalBlock
{
    private JournalBlock(
        AccountId account,
        TeamId team,
        long number,
        long firstSequence,
        DateTimeOffset at,
        BlockHash previous,
        ImmutableArray<Posting> postings
    )
    {
        (Account, Team, Number, FirstSequence) = (account, team, number, firstSequence);
        (At, Previous, Postings) = (at, previous, postings);
        CanonicalText = CanonicalJournal.Write(this);
        Hash = BlockHash.Of(System.Text.Encoding.UTF8.GetBytes(CanonicalText));
    }

    /// <summary>The account.</summary>
    public AccountId Account { get; }

    /// <summary>The team that the journal belongs to.</summary>
    public TeamId Team { get; }

    /// <summary>The number of the block in the journal, from 1, without gaps.</summary>
    public long Number { get; }

    /// <summary>The sequence number of the first posting; the others follow.</summary>
    public long FirstSequence { get; }

    /// <summary>The instant of the commit; not earlier than that of the block before.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The hash of the block before; <see cref="BlockHash.None"/> for the first.</summary>
    public BlockHash Previous { get; }

    /// <summary>The lines; at least one.</summary>
    public ImmutableArray<Posting> Postings { get; }

    /// <summary>The text that the hash covers and that an export contains (<see cref="CanonicalJournal"/>).</summary>
    public string CanonicalText { get; }

    /// <summary>The hash of the canonical text.</summary>
    public BlockHash Hash { get; }

    /// <summary>Creates a block and computes its hash.</summary>
    public static JournalBlock Sealed(
        AccountId account,
        TeamId team,
        long number,
        long firstSequence,
        DateTimeOffset at,
        BlockHash previous,
        ImmutableArray<Posting> postings
    ) => new(account, team, number, firstSequence, at, previous, postings);

    /// <summary>Returns true if the block continues the journal after another block, or starts it (null).</summary>
    public bool Follows(JournalBlock? before) =>
        before is null
            ? Number == 1 && FirstSequence == 1 && Previous == BlockHash.None
            : Number == before.Number + 1
                && FirstSequence == before.FirstSequence + before.Postings.Length
                && Previous == before.Hash
                && At >= before.At
                && Account == before.Account
                && Team == before.Team;
}
