using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Sets the plan of a team. The plan is informational (R8).</summary>
public sealed class PutPlan(LedgerEndpoint endpoint)
{
    /// <summary><c>PUT /api/accounts/{account}/teams/{team}/plan</c></summary>
    [Function(nameof(PutPlan))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/accounts/{account}/teams/{team}/plan")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    )
    {
        var access = await endpoint.AuthorizeAsync(request, account, Role.Operator, cancellationToken);
        var call = await access.ReadBodyAsync(body => body.OneOf<Plan>("plan"));
        return await call.CommitAsync(async ledger =>
        {
            if (await ledger.ReadTeamAsync(team) is not { } found)
            {
                return ApiAnswer.NotFound;
            }

            var policy = await ledger.ReadPolicyAsync(found) with { Plan = call.Body };
            ledger.WritePolicy(found, policy);
            return ApiAnswer.Of(PolicyBody.Of(found.Team, policy));
        });
    }
}
