namespace FlexFunctions.Domain;

/// <summary>
/// Conservation (R18): per team, at every commit, bought + given back = charged + remaining; and what is stored is what
/// the journal recomputes to.
/// </summary>
public static class Conservation
{
    /// <summary>What does not hold, a sentence each; empty if all does.</summary>
    /// <param name="recomputed">The ledger by its journal.</param>
    /// <param name="head">The head as stored.</param>
    /// <param name="pool">The grants as stored.</param>
    public static IReadOnlyList<string> Violations(RecomputedLedger recomputed, LedgerHead head, GrantPool pool)
    {
        var violations = new List<string>();
        var (into, outOf) = (recomputed.Bought + recomputed.GivenBack, recomputed.Charged + recomputed.Pool.Balance);
        if (into != outOf)
        {
            violations.Add(
                $"bought {recomputed.Bought} + given back {recomputed.GivenBack} ≠ "
                    + $"charged {recomputed.Charged} + remaining {recomputed.Pool.Balance}"
            );
        }

        if (head.Balance != recomputed.Pool.Balance)
        {
            violations.Add($"the head says {head.Balance} tokens, the journal {recomputed.Pool.Balance}");
        }

        if (head.Hash != (recomputed.Last?.Hash ?? BlockHash.None))
        {
            violations.Add("the head names another last block than the journal has");
        }

        if (head.UsableAfterLastGrant != recomputed.UsableAfterLastGrant)
        {
            violations.Add(
                $"usable after the last grant is stored as {head.UsableAfterLastGrant}, the journal says {recomputed.UsableAfterLastGrant}"
            );
        }

        foreach (var grant in recomputed.Pool.Remaining.Keys.Union(pool.Remaining.Keys))
        {
            var (stored, posted) = (
                pool.Remaining.GetValueOrDefault(grant),
                recomputed.Pool.Remaining.GetValueOrDefault(grant)
            );
            if (stored != posted)
            {
                violations.Add($"order '{grant.Order}' is stored with {stored} tokens left, the journal says {posted}");
            }
        }

        return violations;
    }
}
