using System.Collections.Immutable;
using System.Diagnostics;

namespace FlexFunctions.Domain;

/// <summary>
/// What giving or taking a seat does to its user's meter (R8): the meter is decided again, for covered use costs nothing
/// and uncovered use does.
/// </summary>
/// <param name="Meter">The meter after it.</param>
/// <param name="Pool">The team's grants after it.</param>
/// <param name="Postings">The lines for the team's journal; most often none.</param>
public sealed record SeatDecision(Meter Meter, GrantPool Pool, ImmutableArray<Posting> Postings)
{
    private const string Source = "flexfunctions/seats";

    /// <summary>Gives the user a seat from now on.</summary>
    public static SeatDecision Give(
        MeterKey key,
        Meter meter,
        GrantPool pool,
        MeteringOptions terms,
        RateCard rates,
        DateTimeOffset now
    ) => Settle(key, meter.WithSeatFrom(now), pool, terms, rates, now, new EventRef(Source, $"given {now:O}"));

    /// <summary>Takes the user's seat, which is held, from now on.</summary>
    public static SeatDecision Take(
        MeterKey key,
        Meter meter,
        GrantPool pool,
        MeteringOptions terms,
        RateCard rates,
        DateTimeOffset now
    ) => Settle(key, meter.WithSeatUntil(now), pool, terms, rates, now, new EventRef(Source, $"taken {now:O}"));

    private static SeatDecision Settle(
        MeterKey key,
        Meter meter,
        GrantPool pool,
        MeteringOptions terms,
        RateCard rates,
        DateTimeOffset now,
        EventRef origin
    )
    {
        while (true)
        {
            switch (meter.Settle(key.Product, terms, rates, pool, now))
            {
                case WindowSettlement.Paid paid:
                    return new SeatDecision(
                        meter with
                        {
                            Windows = paid.Windows,
                        },
                        paid.Pool,
                        paid.Postings(key, origin)
                    );
                case WindowSettlement.Unpaid unpaid:
                    // Proved use that nobody can pay: it is cut at the first unpaid window, in every session.
                    meter = meter.CloseFrom(unpaid.Start, terms);
                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }
}
