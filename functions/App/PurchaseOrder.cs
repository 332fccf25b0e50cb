using System.Text.Json;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Buys an order of tokens (R11, R15).</summary>
public sealed class PurchaseOrder(ApiEntry entry, LedgerStore ledger, Catalog catalog)
{
    /// <summary><c>POST /api/accounts/{account}/orders</c></summary>
    [Function(nameof(PurchaseOrder))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/orders")]
            HttpRequest request,
        string account,
        CancellationToken cancellationToken
    ) =>
        entry.AnswerAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            async call =>
            {
                var (key, keyRefusal) = Idempotency.KeyOf(call);
                var (wanted, refusal) = await PurchaseBody.ReadAsync(request, cancellationToken);
                return wanted is null || keyRefusal is not null
                    ? Problem.Of(keyRefusal ?? refusal!)
                    : await ledger.DecideAfreshAsync(
                        call.Account,
                        transaction => BuyAsync(transaction, key, wanted, request.HttpContext.Response),
                        call.Deadline,
                        cancellationToken
                    );
            }
        );

    private async Task<IResult> BuyAsync(
        LedgerTransaction transaction,
        IdempotencyKey key,
        PurchaseRequest wanted,
        HttpResponse response
    )
    {
        var known = await transaction.ReadAccountAsync() ?? Account.New;
        var team = await transaction.ReadTeamAsync(wanted.Team) ?? TeamLedger.Of(transaction.Account, wanted.Team);
        // The answer last: if there is none then, the team does not hold the order either, which comes with it.
        var digest = Idempotency.DigestOf(wanted);
        if (await transaction.ReadAnswerAsync(key) is { } stored)
        {
            return Idempotency.Replay(response, stored, digest);
        }

        var purchase = Purchase.Decide(
            key.ForOrder(),
            transaction.Account,
            wanted,
            team.Pool,
            catalog.PriceLists,
            transaction.Now
        );
        if (purchase is not Purchase.Accepted bought)
        {
            return Problem.Of(((Purchase.Refused)purchase).Rejection);
        }

        var body = JsonSerializer.Serialize(
            OrderBody.Of(bought.Order, bought.Order.Grant.Bought, transaction.Now),
            ApiJson.Options
        );
        var (after, block) = team.Post([bought.Posting], bought.Pool, transaction.Now);
        transaction.WriteTeam(after, block);
        transaction.WriteOrder(bought.Order);
        transaction.WriteAnswer(key, new StoredAnswer(digest, StatusCodes.Status201Created, body));
        if (wanted.Team != TeamId.Unassigned && !known.Teams.Contains(wanted.Team))
        {
            transaction.WriteAccount(known with { Teams = known.Teams.Add(wanted.Team) });
        }

        return ApiJson.AnswerText(body, StatusCodes.Status201Created);
    }
}
