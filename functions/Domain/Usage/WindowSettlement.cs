using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The result of comparing a meter's charged windows with the windows that hold now (R4). Windows that no longer hold are
/// reversed and new ones are charged. The payments of the removed windows, in order of their starts, pay the new windows,
/// in order of their starts; only the difference is drawn (R13) or given back (R19).
/// </summary>
public abstract record WindowSettlement
{
    private WindowSettlement() { }

    /// <summary>All windows are paid.</summary>
    /// <param name="Windows">The charged windows after it, in order.</param>
    /// <param name="Pool">The grants after it.</param>
    /// <param name="Reversals">The reversed windows, in order.</param>
    /// <param name="Charges">The newly charged windows, in order.</param>
    public sealed record Paid(
        ImmutableArray<ChargedWindow> Windows,
        GrantPool Pool,
        ImmutableArray<WindowReversal> Reversals,
        ImmutableArray<WindowCharge> Charges
    ) : WindowSettlement
    {
        /// <summary>Returns the lines for the team's journal.</summary>
        /// <param name="meter">The user and product.</param>
        /// <param name="cause">The event that caused the settlement.</param>
        public ImmutableArray<Posting> Postings(MeterKey meter, EventRef cause) =>
            [
                .. Reversals.Select(reversal => new Posting.Reversed(meter.User, meter.Product, reversal, cause)),
                .. Charges.Select(charge => new Posting.Charged(meter.User, meter.Product, charge, cause)),
            ];
    }

    /// <summary>A window cannot be paid; nothing changes.</summary>
    /// <param name="Start">The start of the first such window.</param>
    public sealed record Unpaid(DateTimeOffset Start) : WindowSettlement;

    /// <summary>Settles the windows of a meter.</summary>
    /// <param name="charged">The charged windows, in order.</param>
    /// <param name="starts">The starts of the windows that hold now, ascending.</param>
    /// <param name="rateAt">Returns the rate in effect at an instant (R6).</param>
    /// <param name="pool">The grants that may pay.</param>
    /// <param name="now">The instant at which usable balances are judged (R13).</param>
    public static WindowSettlement Settle(
        ImmutableArray<ChargedWindow> charged,
        IReadOnlyList<DateTimeOffset> starts,
        Func<DateTimeOffset, Tokens> rateAt,
        GrantPool pool,
        DateTimeOffset now
    )
    {
        var chargedAt = charged.ToDictionary(window => window.Window.Start);
        var kept = starts.Where(chargedAt.ContainsKey).Select(start => chargedAt[start]).ToList();
        var removed = charged.Where(window => !starts.Contains(window.Window.Start)).ToList();
        if (removed.Count == 0 && kept.Count == starts.Count)
        {
            return new Paid(charged, pool, [], []);
        }

        var released = new ReleasedPayments(removed);
        var charges = ImmutableArray.CreateBuilder<WindowCharge>();
        foreach (var start in starts.Where(start => !chargedAt.ContainsKey(start)))
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
