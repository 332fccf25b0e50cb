using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Gives a user a seat of a product (R8). Idempotent.</summary>
public sealed class GiveSeat(LedgerEndpoint endpoint, SeatChange seats)
{
    /// <summary><c>PUT /api/accounts/{account}/teams/{team}/seats/{product}/{user}</c></summary>
    [Function(nameof(GiveSeat))]
    public async Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "put",
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
                ? await seats.DecideAsync(ledger, found, product, user, held: true)
                : ApiAnswer.NotFound
        );
    }
}
