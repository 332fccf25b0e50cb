using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Reports what all teams of an account used and spent in a period of days (R20).</summary>
public sealed class GetAccountUsage(LedgerEndpoint endpoint, UsageAnswer usage)
{
    /// <summary><c>GET /api/accounts/{account}/usage?from=&amp;to=&amp;by=&amp;zone=&amp;format=&amp;continuation=</c></summary>
    [Function(nameof(GetAccountUsage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/usage")] HttpRequest request,
        string account,
        CancellationToken cancellationToken
    )
    {
        var call = await endpoint.AuthorizeAsync(request, account, Role.Admin | Role.Operator, cancellationToken);
        return await call.ReadAsync(async ledger =>
        {
            var teams = new List<TeamLedger>();
            foreach (var team in (await ledger.ReadAccountAsync()).Teams)
            {
                teams.Add(await ledger.ReadTeamOrNewAsync(team));
            }

            return await usage.OfAsync(ledger, request, null, teams);
        });
    }
}
