using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The header of a team's ledger: the balance and the end of the journal. Every commit that posts or changes grants writes
/// it, so its ETag guards the team's money.
/// </summary>
/// <param name="Balance">The remaining tokens of all the team's grants.</param>
/// <param name="Credits">The remaining cloud credits of all the team's grants.</param>
/// <param name="NextSequence">The sequence number of the next posting, from 1.</param>
/// <param name="NextBlock">The number of the next journal block, from 1.</param>
/// <param name="Hash">The hash of the last block.</param>
/// <param name="PostedAt">The instant of the last block; the next is not earlier.</param>
/// <param name="UsableAfterLastGrant">The usable tokens right after the last grant (R17).</param>
/// <param name="PolicyVersion">
/// Increases whenever the team's policy or its assigned users change, so that no charge is decided on an older policy.
/// </param>
/// <param name="FirstChargeAt">The instant of the team's first charge; null if there is none.</param>
/// <param name="Alerts">The warnings already sent (R17).</param>
/// <param name="Recent">The recent spending by day (R17); older days are in rows of their own.</param>
/// <param name="Fault">The fault that the nightly check found; null if there is none. A faulty ledger is not written.</param>
public sealed record TeamHeader(
    Tokens Balance,
    Tokens Credits,
    long NextSequence,
    long NextBlock,
    BlockHash Hash,
    DateTimeOffset PostedAt,
    Tokens UsableAfterLastGrant,
    long PolicyVersion,
    DateTimeOffset? FirstChargeAt,
    AlertState Alerts,
    SpendHistory Recent,
    string? Fault = null
)
{
    /// <summary>The header of an empty journal.</summary>
    public static readonly TeamHeader Empty = new(
        Tokens.Zero,
        Tokens.Zero,
        1,
        1,
        BlockHash.None,
        DateTimeOffset.MinValue,
        Tokens.Zero,
        0,
        null,
        default,
        SpendHistory.None
    );

    /// <summary>Posts lines as one block, and returns the block with the header after it.</summary>
    /// <param name="account">The account.</param>
    /// <param name="team">The team that the journal belongs to.</param>
    /// <param name="postings">At least one.</param>
    /// <param name="pool">The team's grants after the postings.</param>
    /// <param name="now">The instant of the commit. Clocks may differ; a block is never older than the one before.</param>
    public (TeamHeader Head, JournalBlock Block) Post(
        AccountId account,
        TeamId team,
        ImmutableArray<Posting> postings,
        GrantPool pool,
        DateTimeOffset now
    )
    {
        if (postings.IsEmpty)
        {
            throw new ArgumentException("A block has at least one posting.", nameof(postings));
        }

        var at = now > PostedAt ? now : PostedAt;
        var block = JournalBlock.Sealed(account, team, NextBlock, NextSequence, at, Hash, postings);
        var spent = SpendHistory.SpentBy(postings);
        var isCharged = postings.Any(posting => posting.Movement?.Kind == MovementKind.Charged);
        var bringsTokens = postings.Any(posting => posting.BringsTokens);
        return (
            this with
            {
                Balance = pool.Balance(),
                Credits = pool.Balance(GrantUnit.CloudCredits),
                NextSequence = NextSequence + postings.Length,
                NextBlock = NextBlock + 1,
                Hash = block.Hash,
                PostedAt = at,
                Recent = spent == Tokens.Zero ? Recent : Recent.With(SpendHistory.DayOf(at), spent),
                FirstChargeAt = FirstChargeAt ?? (isCharged ? at : null),
                UsableAfterLastGrant = bringsTokens ? pool.UsableAt(at) : UsableAfterLastGrant,
            },
            block
        );
    }
}
