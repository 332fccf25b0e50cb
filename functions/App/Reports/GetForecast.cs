using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Forecasts when a team's tokens run out (R20).</summary>
public sealed class GetForecast(LedgerEndpoint calls)
{
    /// <summary><c>GET /api/accounts/{account}/teams/{team}/forecast</c></summary>
    [Function(nameof(GetForecast))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/forecast")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    ) => calls.AnswerAboutTeamAsync(request, Role.Admin | Role.Operator, account, team, AnswerAsync, cancellationToken);

    private static async Task<ApiAnswer> AnswerAsync(LedgerReader reader, TeamLedger team)
    {
        var status = BalanceStatus.Of(team.Head, team.Pool, await reader.ReadPolicyAsync(team), reader.Now);
        var first = SpendHistory.DayOf(reader.Now).AddDays(1 - SpendHistory.RecentDays);
        var history = team.Head.Recent.Since(first);
        return ApiAnswer.Of(ForecastBody.Of(team.Team, reader.Now, status, history));
    }
}
