using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The payments of reversed windows, in order of start, while a settlement decides what becomes of them: they pay new
/// windows first, and the rest goes back (R4, R19).
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

    /// <summary>Takes up to an amount, the oldest payments first.</summary>
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

    /// <summary>Gives back what is left, and says for each reversed window what became of its payments.</summary>
    public (GrantPool Pool, ImmutableArray<WindowReversal> Reversals) Return(GrantPool pool, DateTimeOffset now)
    {
        var rest = _free.ToLookup(free => free.Window, free => free.Payment);
        var reversals = ImmutableArray.CreateBuilder<WindowReversal>(_reversed.Count);
        for (var i = 0; i < _reversed.Count; i++)
        {
            var (window, carried) = _reversed[i];
            var byFate = rest[i].ToLookup(payment => pool.TakesBack(payment, now));
            pool = byFate[true].Aggregate(pool, (left, payment) => left.GiveBack(payment));
            reversals.Add(
                new WindowReversal(window.Window, window.Rate, [.. carried], [.. byFate[true]], [.. byFate[false]])
            );
        }

        return (pool, reversals.ToImmutable());
    }
}
