namespace FlexFunctions.Domain;

/// <summary>
/// Conservation (R18). Per team and unit, at every commit: bought + moved in + given back = charged + expired + returned +
/// voided + moved out + remaining. The stored balance must equal the one recomputed from the journal.
/// </summary>
public static class Conservation
{
    private static readonly MovementKind[] s_in = [MovementKind.Bought, MovementKind.MovedIn, MovementKind.GivenBack];
    private static readonly MovementKind[] s_out =
    [
        MovementKind.Charged,
        MovementKind.Expired,
        MovementKind.Returned,
        MovementKind.Voided,
        MovementKind.MovedOut,
    ];

    /// <summary>Returns the violations, one sentence each; empty if there is none.</summary>
    /// <param name="recomputed">The ledger recomputed from its journal.</param>
    /// <param name="head">The stored header.</param>
    /// <param name="pool">The stored grants.</param>
    public static IReadOnlyList<string> Violations(RecomputedLedger recomputed, TeamHeader head, GrantPool pool)
    {
        var violations = new List<string>();
        foreach (var unit in Enum.GetValues<GrantUnit>())
        {
            var remaining = recomputed.Pool.Balance(unit);
            var (into, outOf) = (Sum(recomputed, unit, s_in), Sum(recomputed, unit, s_out) + remaining);
            if (into != outOf)
            {
                violations.Add($"{unit}: {into} came in, but {outOf} went out or remain");
            }

            var stored = unit == GrantUnit.CloudCredits ? head.Credits : head.Balance;
            if (stored != remaining)
            {
                violations.Add($"the header has {stored} {unit}, the journal {remaining}");
            }
        }

        if (head.Hash != (recomputed.Last?.Hash ?? BlockHash.None))
        {
            violations.Add("the header names another last block than the journal has");
        }

        if (head.UsableAfterLastGrant != recomputed.UsableAfterLastGrant)
        {
            violations.Add(
                $"usable after the last grant is stored as {head.UsableAfterLastGrant}, "
                    + $"but the journal has {recomputed.UsableAfterLastGrant}"
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
                violations.Add(
                    $"order '{grant.Order}' is stored with {stored} tokens left, but the journal has {posted}"
                );
            }
        }

        return violations;
    }

    private static Tokens Sum(RecomputedLedger ledger, GrantUnit unit, MovementKind[] kinds) =>
        Tokens.Sum(kinds.Select(kind => ledger.Total(unit, kind)));
}
