namespace FlexFunctions.Domain;

/// <summary>
/// Conservation (R18): per team and unit, at every commit, bought + moved in + given back = charged + expired + returned + +
/// voided + moved out + remaining; and what is stored is what the journal recomputes to.
/// </summary>
public static class Conservation
{
    private static readonly Flow[] s_into = [Flow.Bought, Flow.MovedIn, Flow.GivenBack];
    private static readonly Flow[] s_outOf = [Flow.Charged, Flow.Expired, Flow.Returned, Flow.Voided, Flow.MovedOut];

    /// <summary>What does not hold, a sentence each; empty if all does.</summary>
    /// <param name="recomputed">The ledger by its journal.</param>
    /// <param name="head">The head as stored.</param>
    /// <param name="pool">The grants as stored.</param>
    public static IReadOnlyList<string> Violations(RecomputedLedger recomputed, TeamHeader head, GrantPool pool)
    {
        var violations = new List<string>();
        foreach (var unit in Enum.GetValues<GrantUnit>())
        {
            var remaining = recomputed.Pool.Balance(unit);
            var (into, outOf) = (Sum(recomputed, unit, s_into), Sum(recomputed, unit, s_outOf) + remaining);
            if (into != outOf)
            {
                violations.Add($"{unit}: {into} came, {outOf} went or are left");
            }

            var stored = unit == GrantUnit.CloudCredits ? head.Credits : head.Balance;
            if (stored != remaining)
            {
                violations.Add($"the head says {stored} {unit}, the journal {remaining}");
            }
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

    private static Tokens Sum(RecomputedLedger ledger, GrantUnit unit, Flow[] flows) =>
        Tokens.Sum(flows.Select(flow => ledger.Total(unit, flow)));
}
