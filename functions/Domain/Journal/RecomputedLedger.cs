using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// A team's balance recomputed from its journal alone, block by block from the first. Anyone can do this with an export;
/// the stored balance must agree (<see cref="Conservation"/>).
/// </summary>
/// <param name="Last">The last block; null before the first.</param>
/// <param name="Pool">The remainder of each grant according to the postings.</param>
/// <param name="UsableAfterLastGrant">The usable tokens right after the last grant (R17).</param>
/// <param name="Totals">The sum of all movements by unit and kind.</param>
public sealed record RecomputedLedger(
    JournalBlock? Last,
    GrantPool Pool,
    Tokens UsableAfterLastGrant,
    ImmutableDictionary<(GrantUnit Unit, MovementKind Kind), Tokens> Totals
)
{
    /// <summary>The ledger before the first block.</summary>
    public static readonly RecomputedLedger Empty = new(
        null,
        GrantPool.Empty,
        Tokens.Zero,
        ImmutableDictionary<(GrantUnit, MovementKind), Tokens>.Empty
    );

    /// <summary>Returns the sum of all movements of a unit and kind.</summary>
    public Tokens Total(GrantUnit unit, MovementKind kind) => Totals.GetValueOrDefault((unit, kind));

    /// <summary>Returns the ledger after one more block.</summary>
    /// <exception cref="InvalidDataException">
    /// The block does not follow the one before, or its lines do not add up; the message says which and why.
    /// </exception>
    public RecomputedLedger Apply(JournalBlock block)
    {
        if (!block.Follows(Last))
        {
            throw new InvalidDataException($"Block {block.Number} does not follow the block before it.");
        }

        var ledger = block.Postings.Aggregate(this, (before, posting) => before.Apply(posting)) with { Last = block };
        RequireCarriedMatches(block);
        foreach (var (grant, left) in ledger.Pool.Remaining)
        {
            if (left < Tokens.Zero || left > grant.Bought)
            {
                throw new InvalidDataException(
                    $"Block {block.Number} leaves {left} of {grant.Bought} tokens in order '{grant.Order}'."
                );
            }
        }

        return block.Postings.Any(posting => posting.BringsTokens)
            ? ledger with
            {
                UsableAfterLastGrant = ledger.Pool.UsableAt(block.At),
            }
            : ledger;
    }

    private RecomputedLedger Apply(Posting posting)
    {
        var after = this with { Pool = posting.ApplyTo(Pool) };
        return posting.Movement is var (kind, unit, amount)
            ? after with
            {
                Totals = Totals.SetItem((unit, kind), Total(unit, kind) + amount),
            }
            : after;
    }

    /// <summary>Checks that the block's charges carry exactly what its reversals released, grant by grant (R4).</summary>
    private static void RequireCarriedMatches(JournalBlock block)
    {
        var released = Payment.SumsByGrant(
            block.Postings.OfType<Posting.Reversed>().SelectMany(line => line.Reversal.Carried)
        );
        var taken = Payment.SumsByGrant(
            block.Postings.OfType<Posting.Charged>().SelectMany(line => line.Charge.Carried)
        );
        var grants = released.Keys.Union(taken.Keys);
        if (grants.Any(grant => released.GetValueOrDefault(grant) != taken.GetValueOrDefault(grant)))
        {
            throw new InvalidDataException($"Block {block.Number} carries payments that no reversal in it released.");
        }
    }
}
