using System.Diagnostics;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Says where the invoice of an order stands (R16).</summary>
public sealed class ChangeInvoice(LedgerEndpoint calls)
{
    /// <summary><c>POST /api/accounts/{account}/orders/{order}/invoice</c></summary>
    [Function(nameof(ChangeInvoice))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/orders/{order}/invoice")]
            HttpRequest request,
        string account,
        string order,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerAsync(
            request,
            Role.Operator,
            account,
            body => body.OneOf<InvoiceStatus>("status"),
            (transaction, status) => ChangeAsync(transaction, order, status),
            cancellationToken
        );

    private static async Task<ApiAnswer> ChangeAsync(LedgerTransaction transaction, string id, InvoiceStatus status)
    {
        if (await OrderReader.FindAsync(transaction, id) is not var (order, team))
        {
            return OrderReader.NotFound(id);
        }

        var account = await transaction.ReadAccountAsync();
        switch (InvoiceDecision.Of(order, status, account, team.Pool))
        {
            case InvoiceDecision.Accepted changed:
                transaction.WriteOrder(changed.Order);
                if (changed.ChangedAccount is { } changedAccount)
                {
                    transaction.WriteAccount(changedAccount);
                }

                if (changed.Posting is { } posting)
                {
                    await transaction.PostAsync(team, changed.Pool, posting);
                }

                return ApiAnswer.Of(OrderReader.Tell(transaction, changed.Order, team with { Pool = changed.Pool }));
            case InvoiceDecision.Unchanged:
                return ApiAnswer.Of(OrderReader.Tell(transaction, order, team));
            case InvoiceDecision.Refused refused:
                return new ApiAnswer.Refused(refused.Rejection);
            default:
                throw new UnreachableException();
        }
    }
}
