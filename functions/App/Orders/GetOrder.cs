using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Shows an order.</summary>
public sealed class GetOrder(LedgerEndpoint calls)
{
    /// <summary><c>GET /api/accounts/{account}/orders/{order}</c></summary>
    [Function(nameof(GetOrder))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/orders/{order}")]
            HttpRequest request,
        string account,
        string order,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            async transaction =>
                await OrderReader.FindAsync(transaction, order) is var (found, team)
                    ? ApiAnswer.Of(OrderReader.Tell(transaction, found, team))
                    : OrderReader.NotFound(order),
            cancellationToken
        );
}
