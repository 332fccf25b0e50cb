using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Ends a user's assignment to a team (R9); again changes nothing.</summary>
public sealed class UnassignUser(LedgerEndpoint calls)
{
    /// <summary><c>DELETE /api/accounts/{account}/teams/{team}/users/{user}</c></summary>
    [Function(nameof(UnassignUser))]
    public Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "delete",
            Route = "api/accounts/{account}/teams/{team}/users/{user}"
        )]
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
            (transaction, ledger) => UnassignAsync(transaction, ledger, user),
            cancellationToken
        );

    private static async Task<ApiAnswer> UnassignAsync(LedgerTransaction transaction, TeamLedger ledger, string user)
    {
        if (RouteId.Refusal("user", user) is { } refusal)
        {
            return refusal;
        }

        var id = UserId.Of(user);
        if (!await transaction.IsAssignedAsync(ledger, id))
        {
            return ApiAnswer.Done;
        }

        transaction.WriteTeam(ledger.WithNextPolicy());
        transaction.DeleteAssignment(ledger.Team, id);
        return ApiAnswer.Done;
    }
}
