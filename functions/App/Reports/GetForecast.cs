using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Forecasts when the tokens of a team run out (R20).</summary>
public sealed class GetForecast(LedgerEndpoint endpoint)
{
    /// <summary><c>GET /api/accounts/{account}/teams/{team}/forecast</c></summary>
    [Function(nameof(GetForecast))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/forecast")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    )
    {
        var call = await endpoint.AuthorizeAsync(request, account, Role.Admin | Role.Operator, cancellationToken);
        return await call.ReadAsync(async ledger =>
        {
            if (await ledger.ReadTeamAsync(team) is not { } found)
            {
                return ApiAnswer.NotFound;
            }

            var policy = await ledger.ReadPolicyAsync(found);
            var status = BalanceStatus.Of(found.Head, found.Pool, policy, ledger.Now);
            var firstDay = SpendHistory.DayOf(ledger.Now).AddDays(1 - SpendHistory.RecentDays);
            return ApiAnswer.Of(ForecastBody.Of(found.Team, ledger.Now, status, found.Head.Recent.Since(firstDay)));
        });
    }
}
