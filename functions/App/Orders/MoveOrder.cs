using System.Diagnostics;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Moves the remainder of an order to another team, or assigns an order that has no team (R15).</summary>
public sealed class MoveOrder(LedgerEndpoint endpoint)
{
    /// <summary><c>POST /api/accounts/{account}/orders/{order}/move</c></summary>
    [Function(nameof(MoveOrder))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/orders/{order}/move")]
            HttpRequest request,
        string account,
        string order,
        CancellationToken cancellationToken
    )
    {
        var access = await endpoint.AuthorizeAsync(request, account, Role.Admin | Role.Operator, cancellationToken);
        var call = await access.ReadBodyAsync(
            body => body.Id("team", TeamId.Of),
            IdempotencyKeyRequirement.Optional,
            $"orders/{order}/move"
        );
        return await call.CommitOnceAsync(async ledger =>
        {
            var (source, to) = await LoadAsync(ledger, order, call.Body);
            if (source is not var (found, from))
            {
                return OrderLookup.NotFound(order);
            }

            switch (MoveDecision.Of(found, from.Pool, to.Team, to.Pool, ledger.Now))
            {
                case MoveDecision.Accepted moved:
                    await ledger.PostAsync(from, moved.From, moved.MovedOut);
                    await ledger.PostAsync(to, moved.To, moved.MovedIn);
                    ledger.WriteOrder(moved.Order);
                    await ledger.NameAsync(to.Team);
                    return ApiAnswer.Of(OrderBody.Of(moved.Order, moved.MovedIn.Tokens, ledger.Now));
                case MoveDecision.Refused refused:
                    return ApiAnswer.Refuse(refused.Rejection);
                default:
                    throw new UnreachableException();
            }
        });
    }

    /// <summary>Reads the order, the team that has it, and the team that receives it, all as of one moment.</summary>
    private static async Task<((Order Order, TeamLedger Team)? Source, TeamLedger To)> LoadAsync(
        LedgerReader ledger,
        string order,
        TeamId team
    )
    {
        while (true)
        {
            var source = await OrderLookup.FindAsync(ledger, order);
            var to = await ledger.ReadTeamOrNewAsync(team);
            if (source?.Order is not { } found || found.Team == team || !to.Pool.Remaining.ContainsKey(found.Grant))
            {
                return (source, to);
            }

            // The order moved to or from the team between the two reads. Read both again.
            ledger.Refresh(team);
        }
    }
}
