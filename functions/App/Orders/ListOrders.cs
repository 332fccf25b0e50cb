using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Lists an account's orders by their ids, a page at a time.</summary>
public sealed class ListOrders(LedgerEndpoint calls)
{
    private const int PageSize = 100;

    /// <summary><c>GET /api/accounts/{account}/orders?continuation=</c></summary>
    [Function(nameof(ListOrders))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/orders")] HttpRequest request,
        string account,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            transaction => AnswerAsync(transaction, request.Query["continuation"]),
            cancellationToken
        );

    private static async Task<ApiAnswer> AnswerAsync(LedgerReader reader, string? continuation)
    {
        if (continuation is not null && !Identifier.IsValid(continuation))
        {
            return ApiAnswer.Invalid(
                "continuation",
                "'continuation' must be what an earlier page of this list ended with."
            );
        }

        var after = continuation is null ? (OrderId?)null : OrderId.Of(continuation);
        var orders = await reader.ReadOrdersAsync(after, PageSize + 1);
        var page = new List<OrderBody>();
        foreach (var order in orders.Take(PageSize))
        {
            page.Add(await OrderReader.TellAsync(reader, order));
        }

        return ApiAnswer.Of(new OrdersBody(page, orders.Count > PageSize ? page[^1].Id : null));
    }
}
