using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Gives a user a seat of a product (R8); again changes nothing.</summary>
public sealed class GiveSeat(LedgerEndpoint calls, SeatChange seats)
{
    /// <summary><c>PUT /api/accounts/{account}/teams/{team}/seats/{product}/{user}</c></summary>
    [Function(nameof(GiveSeat))]
    public Task<IResult> Run(
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
    ) =>
        calls.AnswerAboutTeamAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            team,
            (transaction, ledger) => seats.DecideAsync(transaction, ledger, product, user, held: true),
            cancellationToken
        );
}
