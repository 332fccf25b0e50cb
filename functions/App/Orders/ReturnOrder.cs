using System.Diagnostics;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Returns an order within 30 days (R14).</summary>
public sealed class ReturnOrder(LedgerEndpoint calls, Catalog catalog)
{
    /// <summary><c>POST /api/accounts/{account}/orders/{order}/return</c></summary>
    [Function(nameof(ReturnOrder))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/orders/{order}/return")]
            HttpRequest request,
        string account,
        string order,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerOnceAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            IdempotencyKeyRequirement.Optional,
            _ => order,
            (transaction, _, _) => ReturnAsync(transaction, order),
            cancellationToken
        );

    private async Task<ApiAnswer> ReturnAsync(LedgerTransaction transaction, string id)
    {
        if (await OrderReader.FindAsync(transaction, id) is not var (order, team))
        {
            return OrderReader.NotFound(id);
        }

        switch (ReturnDecision.Of(order, team.Pool, catalog.PriceLists, transaction.Now))
        {
            case ReturnDecision.Accepted accepted:
                await transaction.PostAsync(team, accepted.Pool, accepted.Posting);
                transaction.WriteOrder(accepted.Order);
                return Answer(accepted.Order, accepted.Posting.Return);
            case ReturnDecision.Known known:
                return Answer(order, known.Return);
            case ReturnDecision.Refused refused:
                return new ApiAnswer.Refused(refused.Rejection);
            default:
                throw new UnreachableException();
        }

        ApiAnswer Answer(Order returned, OrderReturn what) =>
            ApiAnswer.Of(ReturnBody.Of(OrderBody.Of(returned, Tokens.Zero, transaction.Now), what));
    }
}
