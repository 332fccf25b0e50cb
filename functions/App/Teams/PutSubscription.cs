using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Sets the number of seats of a product that the vendor sold to a team (R8). Names the team (R10).</summary>
public sealed class PutSubscription(LedgerEndpoint endpoint, Catalog catalog)
{
    /// <summary><c>PUT /api/accounts/{account}/teams/{team}/subscriptions/{product}</c></summary>
    [Function(nameof(PutSubscription))]
    public async Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "put",
            Route = "api/accounts/{account}/teams/{team}/subscriptions/{product}"
        )]
            HttpRequest request,
        string account,
        string team,
        string product,
        CancellationToken cancellationToken
    )
    {
        var access = await endpoint.AuthorizeAsync(request, account, Role.Operator, cancellationToken);
        var call = await access.ReadBodyAsync(body => (int)body.WholeNumber("seats", 0, Subscription.MaxSeats));
        return await call.CommitAsync(async ledger =>
        {
            if ((RouteId.Refusal("team", team) ?? RouteId.Refusal("product", product)) is { } invalid)
            {
                return invalid;
            }

            var id = ProductId.Of(product);
            if (catalog.Rates.At(id, ledger.Now) is null)
            {
                return ApiAnswer.Refuse(RejectionCode.UnknownProduct, $"Product '{id}' has no daily rate.", "product");
            }

            var found = await ledger.ReadTeamOrNewAsync(TeamId.Of(team));
            var before = await ledger.ReadSubscriptionAsync(found.Team, id);
            var (after, refusal) = before.Sell(call.Body);
            if (after is null)
            {
                return ApiAnswer.Refuse(refusal!);
            }

            ledger.WriteTeam(found);
            ledger.WriteSubscription(found.Team, id, after);
            await ledger.NameAsync(found.Team);
            return ApiAnswer.Of(new SubscriptionBody(found.Team.Value, id.Value, after.Sold, after.Held));
        });
    }
}

/// <summary>The seats of a product that a team has (R8).</summary>
/// <param name="Team">The team.</param>
/// <param name="Product">The product.</param>
/// <param name="Seats">The number of seats sold.</param>
/// <param name="Held">The number of seats that users hold.</param>
public sealed record SubscriptionBody(string Team, string Product, int Seats, int Held);
