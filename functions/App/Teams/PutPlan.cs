using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Sets a team's plan, which is shown and decides nothing (R8).</summary>
public sealed class PutPlan(LedgerEndpoint calls)
{
    /// <summary><c>PUT /api/accounts/{account}/teams/{team}/plan</c></summary>
    [Function(nameof(PutPlan))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/accounts/{account}/teams/{team}/plan")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerAboutTeamAsync(
            request,
            Role.Operator,
            account,
            team,
            body => body.OneOf<Plan>("plan"),
            SetAsync,
            cancellationToken
        );

    private static async Task<ApiAnswer> SetAsync(LedgerTransaction transaction, TeamLedger team, Plan plan)
    {
        var policy = await transaction.ReadPolicyAsync(team) with { Plan = plan };
        transaction.WritePolicy(team, policy);
        return ApiAnswer.Of(PolicyBody.Of(team.Team, policy));
    }
}
