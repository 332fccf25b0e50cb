using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Gets an order.</summary>
public sealed class GetOrder(LedgerEndpoint endpoint)
{
    /// <summary><c>GET /api/accounts/{account}/orders/{order}</c></summary>
    [Function(nameof(GetOrder))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/orders/{order}")]
            HttpRequest request,
        string account,
        string order,
        CancellationToken cancellationToken
    )
    {
        var call = await endpoint.AuthorizeAsync(request, account, Role.Admin | Role.Operator, cancellationToken);
        return await call.ReadAsync(async ledger =>
            await OrderLookup.FindAsync(ledger, order) is var (found, team)
                ? ApiAnswer.Of(OrderBody.Of(found, team.Pool, ledger.Now))
                : OrderLookup.NotFound(order)
        );
    }
}
