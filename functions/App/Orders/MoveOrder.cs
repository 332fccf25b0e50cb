using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Moves what is left of an order to another team, or assigns one that no team has (R15).</summary>
public sealed class MoveOrder(LedgerEndpoint calls)
{
    /// <summary><c>POST /api/accounts/{account}/orders/{order}/move</c></summary>
    [Function(nameof(MoveOrder))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/orders/{order}/move")]
            HttpRequest request,
        string account,
        string order,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerOnceAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            IdempotencyKeyRequirement.Optional,
            body => body.Id("team", TeamId.Of),
            (transaction, team, _) => MoveAsync(transaction, order, team),
            cancellationToken
        );

    private static async Task<ApiAnswer> MoveAsync(LedgerTransaction transaction, string id, TeamId team)
    {
        var found = await OrderReader.FindAsync(transaction, id);
        var to = await transaction.ReadTeamOrNewAsync(team);
        while (found?.Order is { } read && read.Team != team && to.Pool.Remaining.ContainsKey(read.Grant))
        {
            // It came there, or left from there, between the two reads: they are not of one moment.
            transaction.Refresh(team);
            found = await OrderReader.FindAsync(transaction, id);
            to = await transaction.ReadTeamOrNewAsync(team);
        }

        if (found is not var (order, from))
        {
            return OrderReader.NotFound(id);
        }

        var decision = MoveDecision.Of(order, from.Pool, team, to.Pool, transaction.Now);
        if (decision is not MoveDecision.Accepted moved)
        {
            return new ApiAnswer.Refused(((MoveDecision.Refused)decision).Rejection);
        }

        await transaction.PostAsync(from, moved.From, moved.MovedOut);
        await transaction.PostAsync(to, moved.To, moved.MovedIn);
        transaction.WriteOrder(moved.Order);
        await transaction.NameAsync(team);
        return ApiAnswer.Of(OrderBody.Of(moved.Order, moved.MovedIn.Tokens, transaction.Now));
    }
}
