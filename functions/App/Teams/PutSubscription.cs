using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Sets how many seats of a product the vendor sold to a team (R8); names the team, if nobody has (R10).</summary>
public sealed class PutSubscription(LedgerEndpoint calls, Catalog catalog)
{
    /// <summary><c>PUT /api/accounts/{account}/teams/{team}/subscriptions/{product}</c></summary>
    [Function(nameof(PutSubscription))]
    public Task<IResult> Run(
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
    ) =>
        calls.AnswerAsync(
            request,
            Role.Operator,
            account,
            body => body.WholeNumber("seats", 0, Subscription.MaxSeats),
            (transaction, seats) => SellAsync(transaction, team, product, (int)seats),
            cancellationToken
        );

    private async Task<ApiAnswer> SellAsync(LedgerTransaction transaction, string teamId, string productId, int seats)
    {
        if ((RouteId.Refusal("team", teamId) ?? RouteId.Refusal("product", productId)) is { } invalid)
        {
            return invalid;
        }

        var product = ProductId.Of(productId);
        if (catalog.Rates.At(product, transaction.Now) is null)
        {
            return ApiAnswer.Refuse(RejectionCode.UnknownProduct, $"Product '{product}' has no daily rate.", "product");
        }

        var team = await transaction.ReadTeamOrNewAsync(TeamId.Of(teamId));
        var (subscription, refusal) = (await transaction.ReadSubscriptionAsync(team.Team, product)).Sell(seats);
        if (subscription is null)
        {
            return new ApiAnswer.Refused(refusal!);
        }

        transaction.WriteTeam(team);
        transaction.WriteSubscription(team.Team, product, subscription);
        await transaction.NameAsync(team.Team);
        return ApiAnswer.Of(SubscriptionBody.Of(team.Team, product, subscription));
    }
}
