using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Takes a user's seat of a product (R8); again changes nothing.</summary>
public sealed class TakeSeat(LedgerEndpoint calls, SeatChange seats)
{
    /// <summary><c>DELETE /api/accounts/{account}/teams/{team}/seats/{product}/{user}</c></summary>
    [Function(nameof(TakeSeat))]
    public Task<IResult> Run(
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
    ) =>
        calls.AnswerAboutTeamAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            team,
            (transaction, ledger) => seats.DecideAsync(transaction, ledger, product, user, held: false),
            cancellationToken
        );
}
