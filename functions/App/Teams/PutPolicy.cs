using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Replaces the policy of a team. Names the team (R10).</summary>
public sealed class PutPolicy(LedgerEndpoint endpoint)
{
    /// <summary><c>PUT /api/accounts/{account}/teams/{team}/policy</c></summary>
    [Function(nameof(PutPolicy))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/accounts/{account}/teams/{team}/policy")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    )
    {
        var access = await endpoint.AuthorizeAsync(request, account, Role.Admin | Role.Operator, cancellationToken);
        var call = await access.ReadBodyAsync(PolicyBody.Read);
        return await call.CommitAsync(async ledger =>
        {
            if (RouteId.Refusal("team", team) is { } refusal)
            {
                return refusal;
            }

            var found = await ledger.ReadTeamOrNewAsync(TeamId.Of(team));
            var before = await ledger.ReadPolicyAsync(found);
            var policy = call.Body with { Plan = before.Plan };
            ledger.WritePolicy(found, policy);
            await ledger.NameAsync(found.Team);
            return ApiAnswer.Of(PolicyBody.Of(found.Team, policy));
        });
    }
}
