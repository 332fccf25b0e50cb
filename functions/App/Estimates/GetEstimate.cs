using System.Globalization;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Estimates the cheapest mix of seats and tokens for a team's own recent use, scaled to a year (R22).</summary>
public sealed class GetEstimate(LedgerEndpoint endpoint, EstimateAnswer estimate)
{
    private const int DefaultDays = 90;
    private const int DaysOfYear = 365;

    /// <summary><c>GET /api/accounts/{account}/teams/{team}/estimate?days=90&amp;country=</c></summary>
    [Function(nameof(GetEstimate))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/estimate")]
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

            var (days, query) = (DefaultDays, request.Query["days"]);
            if (
                request.Query.ContainsKey("days")
                && !(
                    int.TryParse(query, NumberStyles.None, CultureInfo.InvariantCulture, out days)
                    && days is >= 1 and <= DaysOfYear
                )
            )
            {
                return ApiAnswer.Invalid("days", $"'days' must be a whole number from 1 to {DaysOfYear}.");
            }

            return estimate.Of(await RecentUseAsync(ledger, found, days, request.Query["country"].FirstOrDefault()));
        });
    }

    /// <summary>Returns the use of the last days: each user's windows and all results, scaled to a year.</summary>
    private async Task<EstimateRequest> RecentUseAsync(LedgerReader ledger, TeamLedger team, int days, string? country)
    {
        var to = DateOnly.FromDateTime(ledger.Now.UtcDateTime);
        var use = new RecentUse(to.AddDays(1 - days), to);
        var first = await JournalReader.FindAsync(ledger, team, ledger.Now.AddDays(-days - 1));
        await foreach (var block in JournalReader.ReadAsync(ledger, team.Team, first, team.Head.NextBlock - 1))
        {
            use.Add(block);
        }

        return new EstimateRequest(
            country ?? estimate.DefaultCountry,
            [
                .. use
                    .Windows.GroupBy(user => (user.Key.Product, Scaled: Days(user.Value, days)))
                    .Select(group => new EstimateRequest.Use(group.Key.Product, group.Count(), group.Key.Scaled)),
            ],
            [
                .. use.Results.Select(result => new EstimateRequest.ResultUse(
                    result.Key.Product,
                    result.Key.Result,
                    result.Value * DaysOfYear / days
                )),
            ]
        );
    }

    /// <summary>Scales days to a year: rounded, at least one, and no more than a year has.</summary>
    private static int Days(long used, int of) =>
        (int)Math.Clamp(Math.Round((decimal)used * DaysOfYear / of, MidpointRounding.AwayFromZero), 1, DaysOfYear);
}
