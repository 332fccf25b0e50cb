using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The postings of expired grants of a team (R12). They do not change what can be spent.</summary>
/// <param name="Pool">The grants after it.</param>
/// <param name="Postings">A line for each expired grant, including exhausted ones.</param>
public sealed record ExpiryDecision(GrantPool Pool, ImmutableArray<Posting> Postings)
{
    /// <summary>Expires the grants that are expired at an instant.</summary>
    /// <param name="pool">The team's grants.</param>
    /// <param name="now">The instant.</param>
    /// <param name="atMost">The most grants to expire at once.</param>
    public static ExpiryDecision Of(GrantPool pool, DateTimeOffset now, int atMost)
    {
        var expired = pool.Remaining.Where(grant => !grant.Key.IsSpendableAt(now)).Take(atMost).ToList();
        return new ExpiryDecision(
            expired.Aggregate(pool, (left, grant) => left.Without(grant.Key)),
            [.. expired.Select(grant => new Posting.Expired(grant.Key, grant.Value))]
        );
    }
}
