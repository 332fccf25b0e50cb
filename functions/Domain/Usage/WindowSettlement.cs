using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// Brings the charged windows of a meter in line with the windows that hold now (R4): windows that no longer hold are
/// reversed, new ones are charged. The payments of the removed windows, in order of start, pay the new windows, in order
/// of start; only a difference is drawn anew (R13), or given back (R19).
/// </summary>
public abstract record WindowSettlement
{
    private WindowSettlement() { }

    /// <summary>All windows are paid.</summary>
    /// <param name="Windows">The windows that stand charged now, in order.</param>
    /// <param name="Pool">The grants after it.</param>
    /// <param name="Reversals">The windows that were reversed, in order.</param>
    /// <param name="Charges">The windows that were charged, in order.</param>
    public sealed record Paid(
        ImmutableArray<ChargedWindow> Windows,
        GrantPool Pool,
        ImmutableArray<WindowReversal> Reversals,
        ImmutableArray<WindowCharge> Charges
    ) : WindowSettlement
    {
        /// <summary>The lines for the team's journal.</summary>
        /// <param name="meter">Whose use of what.</param>
        /// <param name="origin">What moved the windows.</param>
        public ImmutableArray<Posting> Postings(MeterKey meter, EventRef origin) =>
            [
                .. Reversals.Select(reversal => new Posting.Reversed(meter.User, meter.Product, reversal, origin)),
                .. Charges.Select(charge => new Posting.Charged(meter.User, meter.Product, charge, origin)),
            ];
    }

    /// <summary>A window can not be paid; nothing was done.</summary>
    /// <param name="Start">The start of the first such window.</param>
    public sealed record Unpaid(DateTimeOffset Start) : WindowSettlement;

    /// <summary>Settles.</summary>
    /// <param name="charged">The windows that stand charged, in order.</param>
    /// <param name="starts">Where windows start now, ascending.</param>
    /// <param name="rateAt">The rate in effect at an instant (R6).</param>
    /// <param name="pool">The grants that may pay.</param>
    /// <param name="now">The instant at which what is usable is judged (R13).</param>
    public static WindowSettlement Settle(
        ImmutableArray<ChargedWindow> charged,
        IReadOnlyList<DateTimeOffset> starts,
        Func<DateTimeOffset, Tokens> rateAt,
        GrantPool pool,
        DateTimeOffset now
    )
    {
        var standing = charged.ToDictionary(window => window.Window.Start);
        var kept = starts.Where(standing.ContainsKey).Select(start => standing[start]).ToList();
        var removed = charged.Where(window => !starts.Contains(window.Window.Start)).ToList();
        if (removed.Count == 0 && kept.Count == starts.Count)
        {
            return new Paid(charged, pool, [], []);
        }

        var released = new ReleasedPayments(removed);
        var charges = ImmutableArray.CreateBuilder<WindowCharge>();
        foreach (var start in starts.Where(start => !standing.ContainsKey(start)))
        {
            var rate = rateAt(start);
            var carried = released.Take(rate);
            if (pool.Draw(rate - Tokens.Sum(carried.Select(payment => payment.Tokens)), now) is not var (left, drawn))
            {
                return new Unpaid(start);
            }

            pool = left;
            charges.Add(new WindowCharge(new ChargeWindow(start), rate, carried, drawn));
        }

        (pool, var reversals) = released.Return(pool, now);
        var windows = kept.Concat(charges.Select(charge => charge.AsCharged)).OrderBy(window => window.Window);
        return new Paid([.. windows], pool, reversals, charges.ToImmutable());
    }
}
