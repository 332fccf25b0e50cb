using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The current ledger of a team: the header of its journal and its grants.</summary>
/// <param name="Account">The account.</param>
/// <param name="Team">The team, or <see cref="TeamId.Unassigned"/>.</param>
/// <param name="Head">The header of its journal.</param>
/// <param name="Pool">Its grants.</param>
public sealed record TeamLedger(AccountId Account, TeamId Team, TeamHeader Head, GrantPool Pool)
{
    /// <summary>Returns the ledger of a team that has just been named.</summary>
    public static TeamLedger Of(AccountId account, TeamId team) =>
        new(account, team, TeamHeader.Empty, GrantPool.Empty);

    /// <summary>Returns the ledger after a change of the policy or the assigned users.</summary>
    public TeamLedger WithNextPolicy() => this with { Head = Head with { PolicyVersion = Head.PolicyVersion + 1 } };

    /// <summary>Posts lines, and returns the ledger after them with the block that holds them.</summary>
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
