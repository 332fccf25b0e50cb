using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Reports what a team used and spent in a period of days (R20).</summary>
public sealed class GetUsage(LedgerEndpoint endpoint, UsageAnswer usage)
{
    /// <summary>
    /// <c>GET /api/accounts/{account}/teams/{team}/usage?from=&amp;to=&amp;by=&amp;zone=&amp;format=&amp;continuation=</c>
    /// </summary>
    [Function(nameof(GetUsage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/usage")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    )
    {
        var call = await endpoint.AuthorizeAsync(request, account, Role.Admin | Role.Operator, cancellationToken);
        return await call.ReadAsync(async ledger =>
            await ledger.ReadTeamAsync(team) is { } found
                ? await usage.OfAsync(ledger, request, found.Team, [found])
                : ApiAnswer.NotFound
        );
    }
}
