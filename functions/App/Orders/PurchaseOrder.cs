using System.Diagnostics;
using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Buys an order of tokens (R11, R15).</summary>
public sealed class PurchaseOrder(LedgerEndpoint endpoint, Catalog catalog)
{
    private const int MaxCountry = 16;
    private const int MaxReference = 256;

    /// <summary><c>POST /api/accounts/{account}/orders</c></summary>
    [Function(nameof(PurchaseOrder))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/orders")]
            HttpRequest request,
        string account,
        CancellationToken cancellationToken
    )
    {
        var access = await endpoint.AuthorizeAsync(request, account, Role.Admin | Role.Operator, cancellationToken);
        var call = await access.ReadBodyAsync(Read, IdempotencyKeyRequirement.Required, "orders");
        return await call.CommitOnceAsync(async ledger =>
        {
            var team = await ledger.ReadTeamOrNewAsync(call.Body.Team);
            var buyer = await ledger.ReadAccountAsync();
            var purchase = Purchase.Decide(
                call.Key.ForOrder(),
                ledger.Account,
                call.Body,
                buyer,
                team.Pool,
                catalog.PriceLists,
                ledger.Now
            );
            switch (purchase)
            {
                case Purchase.Accepted bought:
                    await ledger.PostAsync(team, bought.Pool, bought.Posting);
                    ledger.AnnounceExpiry(bought.Order);
                    ledger.WriteOrder(bought.Order);
                    await ledger.NameAsync(call.Body.Team);
                    return ApiAnswer.Created(OrderBody.Of(bought.Order, bought.Order.Grant.Bought, ledger.Now));
                case Purchase.Duplicate:
                    return Idempotency.InProgress;
                case Purchase.Refused refused:
                    return ApiAnswer.Refuse(refused.Rejection);
                default:
                    throw new UnreachableException();
            }
        });
    }

    /// <summary>Reads <c>{ team?, tokens, country, channel?, payment?, reference? }</c>.</summary>
    private static PurchaseRequest Read(JsonBody body) =>
        new(
            body.OptionalId("team", TeamId.Of) ?? TeamId.Unassigned,
            body.WholeNumber("tokens"),
            body.Text("country", MaxCountry),
            body.OneOf("channel", SalesChannel.Online),
            body.OneOf("payment", PaymentMethod.Card),
            body.OptionalText("reference", MaxReference)
        );
}
