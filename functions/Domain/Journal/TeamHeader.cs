using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The head of a team's ledger: where its journal goes on and the balance it has come to. Its row guards the team's
/// money: whatever draws on grants or posts writes it.
/// </summary>
/// <param name="Balance">All the tokens that are left in the team's grants.</param>
/// <param name="Credits">All the cloud credits that are left in the team's grants.</param>
/// <param name="NextSequence">The sequence number of the next posting, from 1.</param>
/// <param name="NextBlock">The number of the next journal block, from 1.</param>
/// <param name="Hash">The hash of the last block, the head of the chain.</param>
/// <param name="PostedAt">When the last block was posted; the next is not earlier.</param>
/// <param name="UsableAfterLastGrant">What was usable right after the last grant came (R17).</param>
/// <param name="PolicyVersion">
/// Goes up whenever the team's policy or its assigned users change, so that no charge is decided on an older policy.
/// </param>
/// <param name="FirstChargeAt">When the team was first charged; null if it never was.</param>
/// <param name="Alerts">Of what the team stands warned (R17).</param>
/// <param name="Recent">What was spent of late by day (R17); older days are kept elsewhere.</param>
/// <param name="Fault">What the nightly check found wrong with the ledger; null if it is whole. Nothing is built on a fault.</param>
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
    /// <summary>The head of a journal without a line.</summary>
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

    /// <summary>Posts lines as one block, and the head after it.</summary>
    /// <param name="account">The account.</param>
    /// <param name="team">The team whose journal it is.</param>
    /// <param name="postings">At least one.</param>
    /// <param name="pool">The team's grants after the postings.</param>
    /// <param name="now">The instant of the commit. Clocks may differ: a block is never older than the one before.</param>
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
        var grantCame = postings.Any(posting => posting.BringsTokens);
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
                UsableAfterLastGrant = grantCame ? pool.UsableAt(at) : UsableAfterLastGrant,
            },
            block
        );
    }
}
