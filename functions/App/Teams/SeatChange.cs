using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Gives seats to users and takes them (R8); what is so already stays so.</summary>
/// <param name="catalog">The rates.</param>
/// <param name="terms">The settings.</param>
public sealed class SeatChange(Catalog catalog, MeteringOptions terms)
{
    /// <summary>Gives a user a seat of a product, or takes it.</summary>
    public async Task<ApiAnswer> DecideAsync(
        LedgerTransaction transaction,
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
        var before = await transaction.ReadSubscriptionAsync(team.Team, key.Product);
        // The meter last: a seat that the same call gave a moment ago, sent twice, is then seen.
        var meters = await transaction.ReadMetersAsync(team.Team, [key]);
        var meter = meters.GetValueOrDefault(key, Meter.Unused);
        if (meter.HoldsSeat == held)
        {
            return Answer(before);
        }

        var (after, refusal) = held ? before.Give() : (before.Take(), null);
        if (after is null)
        {
            return new ApiAnswer.Refused(refusal!);
        }

        var context = new MeteringContext(terms, catalog.Rates, transaction.Now);
        var decision = held
            ? SeatDecision.Give(key, meter, team.Pool, context)
            : SeatDecision.Take(key, meter, team.Pool, context);
        // A seat can always be taken: that adds a window or two at most, and the next giving is refused.
        if (held && !MeterSize.Fits(decision.Meter))
        {
            return ApiAnswer.Refuse(
                RejectionCode.MeterFull,
                $"User '{key.User}' was given and taken seats of '{key.Product}' more often lately than can be remembered."
            );
        }

        if (!decision.Postings.IsEmpty)
        {
            await transaction.PostAsync(team, decision.Pool, decision.Postings);
        }

        transaction.WriteMeter(team.Team, key, decision.Meter);
        transaction.WriteSubscription(team.Team, key.Product, after);
        return Answer(after);

        ApiAnswer Answer(Subscription seats) =>
            ApiAnswer.Of(
                new SeatBody(team.Team.Value, key.Product.Value, key.User.Value, held, seats.Sold, seats.Held)
            );
    }
}
