using System.Diagnostics;
using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Changes the status of an order's invoice (R16).</summary>
public sealed class ChangeInvoice(LedgerEndpoint endpoint)
{
    /// <summary><c>POST /api/accounts/{account}/orders/{order}/invoice</c></summary>
    [Function(nameof(ChangeInvoice))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/orders/{order}/invoice")]
            HttpRequest request,
        string account,
        string order,
        CancellationToken cancellationToken
    )
    {
        var access = await endpoint.AuthorizeAsync(request, account, Role.Operator, cancellationToken);
        var call = await access.ReadBodyAsync(body => body.OneOf<InvoiceStatus>("status"));
        return await call.CommitAsync(async ledger =>
        {
            if (await OrderLookup.FindAsync(ledger, order) is not var (found, team))
            {
                return OrderLookup.NotFound(order);
            }

            var buyer = await ledger.ReadAccountAsync();
            switch (InvoiceDecision.Of(found, call.Body, buyer, team.Pool))
            {
                case InvoiceDecision.Accepted changed:
                    ledger.WriteOrder(changed.Order);
                    if (changed.ChangedAccount is { } changedAccount)
                    {
                        ledger.WriteAccount(changedAccount);
                    }

                    if (changed.Posting is { } posting)
                    {
                        await ledger.PostAsync(team, changed.Pool, posting);
                    }

                    return ApiAnswer.Of(OrderBody.Of(changed.Order, changed.Pool, ledger.Now));
                case InvoiceDecision.Unchanged:
                    return ApiAnswer.Of(OrderBody.Of(found, team.Pool, ledger.Now));
                case InvoiceDecision.Refused refused:
                    return ApiAnswer.Refuse(refused.Rejection);
                default:
                    throw new UnreachableException();
            }
        });
    }
}
