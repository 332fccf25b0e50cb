using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Takes a user's seat of a product (R8). Idempotent.</summary>
public sealed class TakeSeat(LedgerEndpoint endpoint, SeatChange seats)
{
    /// <summary><c>DELETE /api/accounts/{account}/teams/{team}/seats/{product}/{user}</c></summary>
    [Function(nameof(TakeSeat))]
    public async Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "delete",
            Route = "api/accounts/{account}/teams/{team}/seats/{product}/{user}"
        )]
            HttpRequest request,
        string account,
        string team,
        string product,
        string user,
        CancellationToken cancellationToken
    )
    {
        var call = await endpoint.AuthorizeAsync(request, account, Role.Admin | Role.Operator, cancellationToken);
        return await call.CommitAsync(async ledger =>
            await ledger.ReadTeamAsync(team) is { } found
                ? await seats.DecideAsync(ledger, found, product, user, held: false)
                : ApiAnswer.NotFound
        );
    }
}
