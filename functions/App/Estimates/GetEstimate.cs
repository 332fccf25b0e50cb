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
                    && days is >= 1 and <= RecentUse.DaysOfYear
                )
            )
            {
                return ApiAnswer.Invalid("days", $"'days' must be a whole number from 1 to {RecentUse.DaysOfYear}.");
            }

            return estimate.Of(await RecentUseAsync(ledger, found, days, request.Query["country"].FirstOrDefault()));
        });
    }

    private async Task<EstimateRequest> RecentUseAsync(LedgerReader ledger, TeamLedger team, int days, string? country)
    {
        var use = new RecentUse(DateOnly.FromDateTime(ledger.Now.UtcDateTime), days);
        await foreach (var block in JournalReader.ReadSinceAsync(ledger, team, ledger.Now.AddDays(-days - 1)))
        {
            use.Add(block);
        }

        return new EstimateRequest(
            country ?? estimate.DefaultCountry,
            [.. use.People.Select(of => new EstimateRequest.Use(of.Product, of.People, of.DaysPerYear))],
            [.. use.Results.Select(of => new EstimateRequest.ResultUse(of.Product, of.Result, of.Quantity))]
        );
    }
}
