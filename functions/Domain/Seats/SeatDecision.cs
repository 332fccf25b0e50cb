using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The effect of giving or taking a seat on its user's meter (R8): the windows are settled again, because covered use is
/// free and uncovered use is charged.
/// </summary>
/// <param name="Meter">The meter after it.</param>
/// <param name="Pool">The team's grants after it.</param>
/// <param name="Postings">The lines for the team's journal; usually none.</param>
public sealed record SeatDecision(Meter Meter, GrantPool Pool, ImmutableArray<Posting> Postings)
{
    private const string Source = "flexfunctions/seats";

    /// <summary>Returns why a user cannot be given a seat again, or null: it was given and taken too often (R8).</summary>
    public static Rejection? RefusalToGive(Meter meter, MeteringOptions options) =>
        meter.SeatChanges < options.MaxSeatChanges
            ? null
            : new Rejection(
                RejectionCode.TooManySeatChanges,
                $"The seat was given and taken {meter.SeatChanges} times within the memory of this user and product."
            );

    /// <summary>Gives the user a seat at the context's instant.</summary>
    public static SeatDecision Give(MeterKey key, Meter meter, GrantPool pool, MeteringContext context) =>
        Settle(key, meter.WithSeatFrom(context.Now), pool, context, new EventRef(Source, $"given {context.Now:O}"));

    /// <summary>Takes the user's seat, which is held, at the context's instant.</summary>
    public static SeatDecision Take(MeterKey key, Meter meter, GrantPool pool, MeteringContext context) =>
        Settle(key, meter.WithSeatUntil(context.Now), pool, context, new EventRef(Source, $"taken {context.Now:O}"));

    private static SeatDecision Settle(
        MeterKey key,
        Meter meter,
        GrantPool pool,
        MeteringContext context,
        EventRef cause
    )
    {
        var settlement = meter.Settle(key.Product, pool, context);
        while (settlement is WindowSettlement.Unpaid unpaid)
        {
            // Proven use that cannot be paid: every session is closed at the start of the first unpaid window.
            meter = meter.CloseFrom(unpaid.Start, context.Options);
            settlement = meter.Settle(key.Product, pool, context);
        }

        var paid = (WindowSettlement.Paid)settlement;
        return new SeatDecision(meter with { Windows = paid.Windows }, paid.Pool, paid.Postings(key, cause));
    }
}
