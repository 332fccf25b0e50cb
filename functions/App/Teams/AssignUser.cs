using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Assigns a user to a team (R9); again changes nothing.</summary>
public sealed class AssignUser(LedgerEndpoint calls)
{
    /// <summary><c>PUT /api/accounts/{account}/teams/{team}/users/{user}</c></summary>
    [Function(nameof(AssignUser))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/accounts/{account}/teams/{team}/users/{user}")]
            HttpRequest request,
        string account,
        string team,
        string user,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerAboutTeamAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            team,
            (transaction, ledger) => AssignAsync(transaction, ledger, user),
            cancellationToken
        );

    private static async Task<ApiAnswer> AssignAsync(LedgerTransaction transaction, TeamLedger ledger, string user)
    {
        if (RouteId.Refusal("user", user) is { } refusal)
        {
            return refusal;
        }

        var id = UserId.Of(user);
        if (await transaction.IsAssignedAsync(ledger, id))
        {
            return ApiAnswer.Done;
        }

        transaction.WriteTeam(ledger.WithNextPolicy());
        transaction.WriteAssignment(ledger.Team, id);
        return ApiAnswer.Done;
    }
}
