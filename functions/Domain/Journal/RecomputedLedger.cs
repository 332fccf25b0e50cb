using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// A team's balance recomputed from its journal alone, block by block from the first. Anyone can do this with an export;
/// what was stored must agree (<see cref="Conservation"/>).
/// </summary>
/// <param name="Last">The last block; null before the first.</param>
/// <param name="Pool">What is left of each grant, by the postings.</param>
/// <param name="UsableAfterLastGrant">What was usable right after the last grant came (R17).</param>
/// <param name="Bought">All that was bought for the team.</param>
/// <param name="Charged">All charges, also those reversed later.</param>
/// <param name="GivenBack">All that reversals gave back or carried to the charges of moved windows.</param>
public sealed record RecomputedLedger(
    JournalBlock? Last,
    GrantPool Pool,
    Tokens UsableAfterLastGrant,
    Tokens Bought,
    Tokens Charged,
    Tokens GivenBack
)
{
    /// <summary>Before the first block.</summary>
    public static readonly RecomputedLedger Empty = new(
        null,
        GrantPool.Empty,
        Tokens.Zero,
        Tokens.Zero,
        Tokens.Zero,
        Tokens.Zero
    );

    /// <summary>The ledger after one more block.</summary>
    /// <exception cref="InvalidDataException">
    /// The block does not follow the one before, or its lines do not add up; the message says which and why.
    /// </exception>
    public RecomputedLedger Apply(JournalBlock block)
    {
        if (!block.Follows(Last))
        {
            throw new InvalidDataException($"Block {block.Number} does not follow the block before it.");
        }

        var ledger = block.Postings.Aggregate(this, (so, posting) => so.Apply(posting)) with { Last = block };
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

        return block.Postings.Any(posting => posting is Posting.Bought)
            ? ledger with
            {
                UsableAfterLastGrant = ledger.Pool.UsableAt(block.At),
            }
            : ledger;
    }

    private RecomputedLedger Apply(Posting posting)
    {
        switch (posting)
        {
            case Posting.Bought bought when Pool.Remaining.ContainsKey(bought.Grant):
                throw new InvalidDataException($"Order '{bought.Grant.Order}' came to this team already.");
            case Posting.Bought bought:
                return this with { Pool = Pool.With(bought.Grant), Bought = Bought + bought.Grant.Bought };
            case Posting.Charged { Charge: var charge }:
                RequireSum(charge.Window, charge.Rate, charge.Drawn, charge.Carried);
                return this with { Pool = Move(charge.Drawn, -1), Charged = Charged + charge.Rate };
            case Posting.Reversed { Reversal: var reversal }:
                RequireSum(reversal.Window, reversal.Rate, reversal.GivenBack, reversal.Carried, reversal.Lapsed);
                return this with
                {
                    Pool = Move(reversal.GivenBack, +1),
                    GivenBack = GivenBack + Sum(reversal.GivenBack) + Sum(reversal.Carried),
                };
            case Posting.Declined:
                return this;
            default:
                throw new InvalidOperationException($"No arithmetic for {posting.GetType().Name}.");
        }
    }

    private GrantPool Move(ImmutableArray<Payment> payments, int sign)
    {
        var remaining = Pool.Remaining.ToBuilder();
        foreach (var payment in payments)
        {
            if (!remaining.TryGetValue(payment.Grant, out var left))
            {
                throw new InvalidDataException($"Order '{payment.Grant.Order}' pays, but never came to this team.");
            }

            remaining[payment.Grant] = sign > 0 ? left + payment.Tokens : left - payment.Tokens;
        }

        return new GrantPool(remaining.ToImmutable());
    }

    private static void RequireSum(ChargeWindow window, Tokens rate, params ReadOnlySpan<ImmutableArray<Payment>> parts)
    {
        var sum = Tokens.Zero;
        foreach (var part in parts)
        {
            sum += Sum(part);
        }

        if (sum != rate)
        {
            throw new InvalidDataException($"The window of {window.Start:O} is {rate} tokens, its payments are {sum}.");
        }
    }

    /// <summary>What reversals of a block carry is what its charges were carried, grant by grant (R4).</summary>
    private static void RequireCarriedMatches(JournalBlock block)
    {
        var balance = new Dictionary<GrantKey, Tokens>();
        foreach (var posting in block.Postings)
        {
            var (payments, sign) = posting switch
            {
                Posting.Reversed { Reversal.Carried: var released } => (released, 1),
                Posting.Charged { Charge.Carried: var taken } => (taken, -1),
                _ => ([], 0),
            };
            foreach (var payment in payments)
            {
                var so = balance.GetValueOrDefault(payment.Grant);
                balance[payment.Grant] = sign > 0 ? so + payment.Tokens : so - payment.Tokens;
            }
        }

        if (balance.Values.Any(left => left != Tokens.Zero))
        {
            throw new InvalidDataException($"Block {block.Number} carries payments that no reversal in it released.");
        }
    }

    private static Tokens Sum(ImmutableArray<Payment> payments) =>
        Tokens.Sum(payments.Select(payment => payment.Tokens));
}
