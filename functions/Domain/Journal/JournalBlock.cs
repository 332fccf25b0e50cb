using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// What one commit posted to a team's journal. Blocks form a chain: each names the hash of the one before, and its own
/// hash covers all of it, so that nothing earlier can be changed without every later hash changing.
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

    /// <summary>The team whose journal it is.</summary>
    public TeamId Team { get; }

    /// <summary>Its place in the journal, from 1, without gaps.</summary>
    public long Number { get; }

    /// <summary>The sequence number of its first posting; the others follow.</summary>
    public long FirstSequence { get; }

    /// <summary>When it was posted; never before the block before it.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The hash of the block before it; <see cref="BlockHash.None"/> for the first.</summary>
    public BlockHash Previous { get; }

    /// <summary>Its lines, at least one.</summary>
    public ImmutableArray<Posting> Postings { get; }

    /// <summary>The block as the hash covers it and as an export holds it (<see cref="CanonicalJournal"/>).</summary>
    public string CanonicalText { get; }

    /// <summary>The hash of the canonical text.</summary>
    public BlockHash Hash { get; }

    /// <summary>A block of these postings, with its hash.</summary>
    public static JournalBlock Sealed(
        AccountId account,
        TeamId team,
        long number,
        long firstSequence,
        DateTimeOffset at,
        BlockHash previous,
        ImmutableArray<Posting> postings
    ) => new(account, team, number, firstSequence, at, previous, postings);

    /// <summary>True if this block goes on from the one before (null: if it is a journal's first).</summary>
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
