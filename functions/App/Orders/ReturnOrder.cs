using System.Diagnostics;
using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Returns an order within 30 days (R14).</summary>
public sealed class ReturnOrder(LedgerEndpoint endpoint, Catalog catalog)
{
    /// <summary><c>POST /api/accounts/{account}/orders/{order}/return</c></summary>
    [Function(nameof(ReturnOrder))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/orders/{order}/return")]
            HttpRequest request,
        string account,
        string order,
        CancellationToken cancellationToken
    )
    {
        var access = await endpoint.AuthorizeAsync(request, account, Role.Admin | Role.Operator, cancellationToken);
        var call = await access.ReadBodyAsync(_ => order, IdempotencyKeyRequirement.Optional, $"orders/{order}/return");
        return await call.CommitOnceAsync(async ledger =>
        {
            if (await OrderLookup.FindAsync(ledger, order) is not var (found, team))
            {
                return OrderLookup.NotFound(order);
            }

            switch (ReturnDecision.Of(found, team.Pool, catalog.PriceLists, ledger.Now))
            {
                case ReturnDecision.Accepted accepted:
                    await ledger.PostAsync(team, accepted.Pool, accepted.Posting);
                    ledger.WriteOrder(accepted.Order);
                    return ApiAnswer.Of(ReturnBody.Of(accepted.Order, accepted.Posting.Return, ledger.Now));
                case ReturnDecision.Known known:
                    return ApiAnswer.Of(ReturnBody.Of(found, known.Return, ledger.Now));
                case ReturnDecision.Refused refused:
                    return ApiAnswer.Refuse(refused.Rejection);
                default:
                    throw new UnreachableException();
            }
        });
    }
}

/// <summary>The return of an order (R14). Amounts are in the currency of the order.</summary>
/// <param name="Order">The returned order.</param>
/// <param name="Tokens">The tokens that were taken back.</param>
/// <param name="Refund">The amount refunded to the buyer.</param>
/// <param name="StillDue">The amount that the buyer still owes.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record ReturnBody(OrderBody Order, Tokens Tokens, decimal Refund, decimal StillDue, string Currency)
{
    /// <summary>Returns the body for a returned order.</summary>
    public static ReturnBody Of(Order order, OrderReturn returned, DateTimeOffset now) =>
        new(
            OrderBody.Of(order, Domain.Tokens.Zero, now),
            returned.Tokens,
            returned.Refund.Amount,
            returned.StillDue.Amount,
            returned.Refund.Currency
        );
}
