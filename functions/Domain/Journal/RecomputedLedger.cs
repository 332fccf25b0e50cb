using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// A team's balance recomputed from its journal alone, block by block from the first. Anyone can do this with an export;
/// what was stored must agree (<see cref="Conservation"/>).
/// </summary>
/// <param name="Last">The last block; null before the first.</param>
/// <param name="Pool">What is left of each grant, by the postings.</param>
/// <param name="UsableAfterLastGrant">What was usable right after the last grant came (R17).</param>
/// <param name="Flows">How much came and went, by unit and way.</param>
public sealed record RecomputedLedger(
    JournalBlock? Last,
    GrantPool Pool,
    Tokens UsableAfterLastGrant,
    ImmutableDictionary<(GrantUnit Unit, Flow Flow), Tokens> Flows
)
{
    /// <summary>Before the first block.</summary>
    public static readonly RecomputedLedger Empty = new(
        null,
        GrantPool.Empty,
        Tokens.Zero,
        ImmutableDictionary<(GrantUnit, Flow), Tokens>.Empty
    );

    /// <summary>How much came or went that way.</summary>
    public Tokens Total(GrantUnit unit, Flow flow) => Flows.GetValueOrDefault((unit, flow));

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

        return block.Postings.Any(posting => posting.BringsTokens)
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
            case Posting.Bought bought:
                return Came(bought.Grant, bought.Grant.Bought, Flow.Bought);
            case Posting.Granted granted:
                return Came(granted.Grant, granted.Grant.Bought, Flow.Bought);
            case Posting.MovedIn moved:
                return Came(moved.Grant, moved.Tokens, Flow.MovedIn);
            case Posting.MovedOut moved:
                return Went(moved.Grant, moved.Tokens, Flow.MovedOut);
            case Posting.Returned returned:
                return Went(returned.Grant, returned.Return.Tokens, Flow.Returned);
            case Posting.Voided voided:
                return Went(voided.Grant, voided.Tokens, Flow.Voided);
            case Posting.Expired expired:
                return Went(expired.Grant, expired.Tokens, Flow.Expired);
            case Posting.Charged { Charge: var charge }:
                RequireSum($"window of {charge.Window.Start:O}", charge.Rate, charge.Drawn, charge.Carried);
                return Drawn(charge.Drawn).Flowed(GrantUnit.Tokens, Flow.Charged, charge.Rate);
            case Posting.ResultCharged { Charge: var charge } result:
                RequireSum($"result '{result.Event.Id}'", charge.Cost, charge.Drawn);
                return Drawn(charge.Drawn).Flowed(charge.Unit, Flow.Charged, charge.Cost);
            case Posting.Reversed { Reversal: var reversal }:
                RequireSum(
                    $"window of {reversal.Window.Start:O}",
                    reversal.Rate,
                    reversal.GivenBack,
                    reversal.Carried,
                    reversal.Lapsed
                );
                return (this with { Pool = Move(reversal.GivenBack, +1) }).Flowed(
                    GrantUnit.Tokens,
                    Flow.GivenBack,
                    Sum(reversal.GivenBack) + Sum(reversal.Carried)
                );
            case Posting.Declined:
                return this;
            default:
                throw new InvalidOperationException($"No arithmetic for {posting.GetType().Name}.");
        }
    }

    private RecomputedLedger Came(GrantKey grant, Tokens tokens, Flow flow) =>
        Pool.Remaining.ContainsKey(grant)
            ? throw new InvalidDataException($"Order '{grant.Order}' came to this team already.")
            : (this with { Pool = Pool.With(grant, tokens) }).Flowed(grant.Unit, flow, tokens);

    private RecomputedLedger Went(GrantKey grant, Tokens tokens, Flow flow) =>
        Pool.Remaining.TryGetValue(grant, out var left) && left == tokens
            ? (this with { Pool = Pool.Without(grant) }).Flowed(grant.Unit, flow, tokens)
            : throw new InvalidDataException(
                $"Order '{grant.Order}' goes with {tokens} tokens, but {left} are left of it in this team."
            );

    private RecomputedLedger Flowed(GrantUnit unit, Flow flow, Tokens tokens) =>
        this with
        {
            Flows = Flows.SetItem((unit, flow), Total(unit, flow) + tokens),
        };

    private RecomputedLedger Drawn(ImmutableArray<Payment> payments) => this with { Pool = Move(payments, -1) };

    private GrantPool Move(ImmutableArray<Payment> payments, int signal)
    {
        var remaining = Pool.Remaining.ToBuilder();
        foreach (var payment in payments)
        {
            if (!remaining.TryGetValue(payment.Grant, out var left))
            {
                throw new InvalidDataException($"Order '{payment.Grant.Order}' pays, but is not in this team.");
            }

            remaining[payment.Grant] = signal > 0 ? left + payment.Tokens : left - payment.Tokens;
        }

        return new GrantPool(remaining.ToImmutable());
    }

    private static void RequireSum(string what, Tokens cost, params ReadOnlySpan<ImmutableArray<Payment>> parts)
    {
        var sum = Tokens.Zero;
        foreach (var part in parts)
        {
            sum += Sum(part);
        }

        if (sum != cost)
        {
            throw new InvalidDataException($"The {what} is {cost} tokens, its payments are {sum}.");
        }
    }

    /// <summary>What reversals of a block carry is what its charges were carried, grant by grant (R4).</summary>
    private static void RequireCarriedMatches(JournalBlock block)
    {
        var balance = new Dictionary<GrantKey, Tokens>();
        foreach (var posting in block.Postings)
        {
            var (payments, signal) = posting switch
            {
                Posting.Reversed { Reversal.Carried: var released } => (released, 1),
                Posting.Charged { Charge.Carried: var taken } => (taken, -1),
                _ => ([], 0),
            };
            foreach (var payment in payments)
            {
                var so = balance.GetValueOrDefault(payment.Grant);
                balance[payment.Grant] = signal > 0 ? so + payment.Tokens : so - payment.Tokens;
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
