using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>What the expiry of a team's grants comes to on the books (R12). It changes nothing that can be spent.</summary>
/// <param name="Pool">The grants that go on.</param>
/// <param name="Postings">A line for each that ended; also for one that was spent, which ends here.</param>
public sealed record ExpiryDecision(GrantPool Pool, ImmutableArray<Posting> Postings)
{
    /// <summary>Posts the grants whose time is over at an instant.</summary>
    /// <param name="pool">The team's grants.</param>
    /// <param name="now">The instant.</param>
    /// <param name="atMost">How many one commit can hold.</param>
    public static ExpiryDecision Of(GrantPool pool, DateTimeOffset now, int atMost)
    {
        var over = pool.Remaining.Where(grant => !grant.Key.IsSpendableAt(now)).Take(atMost).ToList();
        return new ExpiryDecision(
            over.Aggregate(pool, (left, grant) => left.Without(grant.Key)),
            [.. over.Select(grant => new Posting.Expired(grant.Key, grant.Value))]
        );
    }
}
