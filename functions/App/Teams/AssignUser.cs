using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Assigns a user to a team (R9). Idempotent.</summary>
public sealed class AssignUser(LedgerEndpoint endpoint)
{
    /// <summary><c>PUT /api/accounts/{account}/teams/{team}/users/{user}</c></summary>
    [Function(nameof(AssignUser))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/accounts/{account}/teams/{team}/users/{user}")]
            HttpRequest request,
        string account,
        string team,
        string user,
        CancellationToken cancellationToken
    )
    {
        var call = await endpoint.AuthorizeAsync(request, account, Role.Admin | Role.Operator, cancellationToken);
        return await call.CommitAsync(async ledger =>
        {
            if (await ledger.ReadTeamAsync(team) is not { } found)
            {
                return ApiAnswer.NotFound;
            }

            if (RouteId.Refusal("user", user) is { } refusal)
            {
                return refusal;
            }

            if (!await ledger.IsAssignedAsync(found, UserId.Of(user)))
            {
                ledger.WriteTeam(found.WithNextPolicy());
                ledger.WriteAssignment(found.Team, UserId.Of(user));
            }

            return ApiAnswer.NoContent;
        });
    }
}
