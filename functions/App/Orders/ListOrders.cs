using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Lists the orders of an account by id, one page at a time.</summary>
public sealed class ListOrders(LedgerEndpoint endpoint)
{
    private const int PageSize = 100;

    /// <summary><c>GET /api/accounts/{account}/orders?continuation=</c></summary>
    [Function(nameof(ListOrders))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/orders")] HttpRequest request,
        string account,
        CancellationToken cancellationToken
    )
    {
        var call = await endpoint.AuthorizeAsync(request, account, Role.Admin | Role.Operator, cancellationToken);
        return await call.ReadAsync(async ledger =>
        {
            string? continuation = request.Query["continuation"];
            if (continuation is not null && !Identifier.IsValid(continuation))
            {
                return ApiAnswer.InvalidContinuation;
            }

            var after = continuation is null ? (OrderId?)null : OrderId.Of(continuation);
            var orders = await ledger.ReadOrdersAsync(after, PageSize + 1);
            var page = new List<OrderBody>();
            foreach (var order in orders.Take(PageSize))
            {
                var team = await ledger.ReadTeamOrNewAsync(order.Team);
                page.Add(OrderBody.Of(order, team.Pool, ledger.Now));
            }

            return ApiAnswer.Of(new OrdersBody(page, orders.Count > PageSize ? page[^1].Id : null));
        });
    }
}

/// <summary>A page of an account's orders.</summary>
/// <param name="Orders">The orders, sorted by id.</param>
/// <param name="Continuation">Gets the next page; omitted on the last page.</param>
public sealed record OrdersBody(IReadOnlyList<OrderBody> Orders, string? Continuation);
