using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>A team's ledger as it stands: the head of its journal and its grants.</summary>
/// <param name="Account">The account.</param>
/// <param name="Team">The team, or <see cref="TeamId.Unassigned"/>.</param>
/// <param name="Head">The head of its journal.</param>
/// <param name="Pool">Its grants.</param>
public sealed record TeamLedger(AccountId Account, TeamId Team, TeamHeader Head, GrantPool Pool)
{
    /// <summary>The ledger of a team that has just been named.</summary>
    public static TeamLedger Of(AccountId account, TeamId team) =>
        new(account, team, TeamHeader.Empty, GrantPool.Empty);

    /// <summary>The ledger of a team whose policy or assigned users change.</summary>
    public TeamLedger WithNextPolicy() => this with { Head = Head with { PolicyVersion = Head.PolicyVersion + 1 } };

    /// <summary>The ledger after postings, with the block that holds them.</summary>
    /// <param name="postings">At least one.</param>
    /// <param name="pool">The grants after them.</param>
    /// <param name="now">The instant of the commit.</param>
    public (TeamLedger Ledger, JournalBlock Block) Post(
        ImmutableArray<Posting> postings,
        GrantPool pool,
        DateTimeOffset now
    )
    {
        var (head, block) = Head.Post(Account, Team, postings, pool, now);
        return (this with { Head = head, Pool = pool }, block);
    }
}
