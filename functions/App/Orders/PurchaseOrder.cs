using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Buys an order of tokens (R11, R15).</summary>
public sealed class PurchaseOrder(LedgerEndpoint calls, Catalog catalog)
{
    /// <summary><c>POST /api/accounts/{account}/orders</c></summary>
    [Function(nameof(PurchaseOrder))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/orders")]
            HttpRequest request,
        string account,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerOnceAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            IdempotencyKeyRequirement.Required,
            PurchaseBody.Read,
            (transaction, wanted, key) => BuyAsync(transaction, wanted, key!.Value),
            cancellationToken
        );

    private async Task<ApiAnswer> BuyAsync(LedgerTransaction transaction, PurchaseRequest wanted, IdempotencyKey key)
    {
        var team = await transaction.ReadTeamOrNewAsync(wanted.Team);
        var id = key.ForOrder();
        if (team.Pool.Remaining.Keys.Any(grant => grant.Order == id))
        {
            return Idempotency.AnsweredMeanwhile;
        }

        var purchase = Purchase.Decide(
            id,
            transaction.Account,
            wanted,
            (await transaction.ReadAccountAsync()).IsBlocked,
            team.Pool,
            catalog.PriceLists,
            transaction.Now
        );
        if (purchase is not Purchase.Accepted bought)
        {
            return new ApiAnswer.Refused(((Purchase.Refused)purchase).Rejection);
        }

        await transaction.PostAsync(team, bought.Pool, bought.Posting);
        transaction.AnnounceExpiry(bought.Order);
        transaction.WriteOrder(bought.Order);
        await transaction.NameAsync(wanted.Team);
        return ApiAnswer.Of(
            OrderBody.Of(bought.Order, bought.Order.Grant.Bought, transaction.Now),
            StatusCodes.Status201Created
        );
    }
}
