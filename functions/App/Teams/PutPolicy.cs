using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Replaces a team's policy whole; names the team, if nobody has (R10).</summary>
public sealed class PutPolicy(LedgerEndpoint calls)
{
    /// <summary><c>PUT /api/accounts/{account}/teams/{team}/policy</c></summary>
    [Function(nameof(PutPolicy))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/accounts/{account}/teams/{team}/policy")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            PolicyBody.Read,
            (transaction, policy) => ReplaceAsync(transaction, team, policy),
            cancellationToken
        );

    private static async Task<ApiAnswer> ReplaceAsync(LedgerTransaction transaction, string id, TeamPolicy wanted)
    {
        if (RouteId.Refusal("team", id) is { } refusal)
        {
            return refusal;
        }

        var team = await transaction.ReadTeamOrNewAsync(TeamId.Of(id));
        var policy = wanted with { Plan = (await transaction.ReadPolicyAsync(team)).Plan };
        transaction.WritePolicy(team, policy);
        await transaction.NameAsync(team.Team);
        return ApiAnswer.Of(PolicyBody.Of(team.Team, policy));
    }
}
