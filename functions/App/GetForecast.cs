using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Forecasts when a team's tokens run out (R20).</summary>
public sealed class GetForecast(LedgerCalls calls)
{
    private const int Days = 28;

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
        var outlook = await reader.ReadOutlookAsync(team, await reader.ReadPolicyAsync(team));
        var today = SpendHistory.DayOf(reader.Now);
        var history = (await reader.ReadSpendAsync(team.Team, today, Days)).Since(today.AddDays(1 - Days));
        return ApiAnswer.Of(ForecastBody.Of(team.Team, reader.Now, outlook, history));
    }
}
