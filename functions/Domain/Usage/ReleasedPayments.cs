using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The payments of reversed windows, in the order of their starts, during a settlement. They pay new windows first; the
/// rest is given back or lapses (R4, R19).
/// </summary>
internal sealed class ReleasedPayments
{
    private readonly List<(ChargedWindow Window, List<Payment> Carried)> _reversed;
    private readonly LinkedList<(int Window, Payment Payment)> _free = new();

    public ReleasedPayments(IReadOnlyList<ChargedWindow> removed)
    {
        _reversed = [.. removed.Select(window => (window, new List<Payment>()))];
        for (var i = 0; i < removed.Count; i++)
        {
            foreach (var payment in removed[i].Payments)
            {
                _free.AddLast((i, payment));
            }
        }
    }

    /// <summary>Takes up to an amount, oldest payments first.</summary>
    public ImmutableArray<Payment> Take(Tokens amount)
    {
        var taken = ImmutableArray.CreateBuilder<Payment>();
        while (amount.IsPositive && _free.First is { Value: var (window, payment) } oldest)
        {
            var part = payment with { Tokens = Tokens.Min(payment.Tokens, amount) };
            amount -= part.Tokens;
            taken.Add(part);
            _reversed[window].Carried.Add(part);
            if (part.Tokens == payment.Tokens)
            {
                _free.RemoveFirst();
            }
            else
            {
                oldest.Value = (window, payment with { Tokens = payment.Tokens - part.Tokens });
            }
        }

        return taken.ToImmutable();
    }

    /// <summary>Gives back the rest, and returns the reversal of each window.</summary>
    public (GrantPool Pool, ImmutableArray<WindowReversal> Reversals) Return(GrantPool pool, DateTimeOffset now)
    {
        var rest = _free.ToLookup(free => free.Window, free => free.Payment);
        var reversals = ImmutableArray.CreateBuilder<WindowReversal>(_reversed.Count);
        for (var i = 0; i < _reversed.Count; i++)
        {
            var (window, carried) = _reversed[i];
            var byReturn = rest[i].ToLookup(payment => pool.TakesBack(payment, now));
            pool = byReturn[true].Aggregate(pool, (left, payment) => left.GiveBack(payment));
            reversals.Add(
                new WindowReversal(window.Window, window.Rate, [.. carried], [.. byReturn[true]], [.. byReturn[false]])
            );
        }

        return (pool, reversals.ToImmutable());
    }
}
