using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Gives seats to users and takes them (R8). Idempotent.</summary>
/// <param name="catalog">The rates.</param>
/// <param name="options">The metering options.</param>
public sealed class SeatChange(Catalog catalog, MeteringOptions options)
{
    /// <summary>Gives a user a seat of a product, or takes it.</summary>
    /// <param name="ledger">The transaction.</param>
    /// <param name="team">The team.</param>
    /// <param name="productId">The product in the route.</param>
    /// <param name="userId">The user in the route.</param>
    /// <param name="held">True to give the seat, false to take it.</param>
    public async Task<ApiAnswer> DecideAsync(
        LedgerTransaction ledger,
        TeamLedger team,
        string productId,
        string userId,
        bool held
    )
    {
        if ((RouteId.Refusal("product", productId) ?? RouteId.Refusal("user", userId)) is { } invalid)
        {
            return invalid;
        }

        var key = new MeterKey(UserId.Of(userId), ProductId.Of(productId));
        var before = await ledger.ReadSubscriptionAsync(team.Team, key.Product);
        // Read the meter last: then a seat that was given by the same call, sent twice, is seen.
        var meters = await ledger.ReadMetersAsync(team.Team, [key]);
        var meter = meters.GetValueOrDefault(key, Meter.Unused);
        if (meter.HoldsSeat == held)
        {
            return ApiAnswer.Of(SeatBody.Of(team.Team, key, held, before));
        }

        if (held && SeatDecision.RefusalToGive(meter, options) is { } tooMany)
        {
            return ApiAnswer.Refuse(tooMany);
        }

        var (after, refusal) = held ? before.Give() : (before.Take(), null);
        if (after is null)
        {
            return ApiAnswer.Refuse(refusal!);
        }

        var context = new MeteringContext(options, catalog.Rates, ledger.Now);
        var decision = held
            ? SeatDecision.Give(key, meter, team.Pool, context)
            : SeatDecision.Take(key, meter, team.Pool, context);
        if (!decision.Postings.IsEmpty)
        {
            await ledger.PostAsync(team, decision.Pool, decision.Postings);
        }

        ledger.WriteMeter(team.Team, key, decision.Meter);
        ledger.WriteSubscription(team.Team, key.Product, after);
        return ApiAnswer.Of(SeatBody.Of(team.Team, key, held, after));
    }
}

/// <summary>A user's seat in an API answer (R8).</summary>
/// <param name="Team">The team.</param>
/// <param name="Product">The product.</param>
/// <param name="User">The user.</param>
/// <param name="Held">True if the user holds a seat now.</param>
/// <param name="Seats">The number of seats sold to the team.</param>
/// <param name="HeldInAll">The number of seats that users hold.</param>
public sealed record SeatBody(string Team, string Product, string User, bool Held, int Seats, int HeldInAll)
{
    /// <summary>Returns the seat of a user.</summary>
    public static SeatBody Of(TeamId team, MeterKey key, bool held, Subscription seats) =>
        new(team.Value, key.Product.Value, key.User.Value, held, seats.Sold, seats.Held);
}
