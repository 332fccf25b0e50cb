using System.Globalization;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>
/// Lists the users of an account whose signals keep coming a day or more late, one page at a time. Their devices may have
/// a wrong clock, or one that is set back to pay less.
/// </summary>
public sealed class ListLateUsage(LedgerEndpoint endpoint)
{
    private const int PageSize = 100;

    /// <summary>The number of days from which late usage is listed. A device that was offline is late on one day.</summary>
    private const int FewestDays = 2;

    /// <summary><c>GET /api/accounts/{account}/late-usage?continuation=</c></summary>
    [Function(nameof(ListLateUsage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/late-usage")]
            HttpRequest request,
        string account,
        CancellationToken cancellationToken
    )
    {
        var call = await endpoint.AuthorizeAsync(request, account, Role.Operator, cancellationToken);
        return await call.ReadAsync(async ledger =>
        {
            string? continuation = request.Query["continuation"];
            if (continuation is not null && !continuation.Split('|').All(id => Identifier.IsValid(id)))
            {
                return ApiAnswer.InvalidContinuation;
            }

            var today = DateOnly.FromDateTime(ledger.Now.UtcDateTime);
            var rows = await ledger.ReadLateUsageAsync(continuation, PageSize + 1);
            var page = rows.Take(PageSize).ToList();
            return ApiAnswer.Of(
                new LateUsagesBody(
                    [
                        .. page.Select(late => late with { Usage = late.Usage.On(today) })
                            .Where(late => late.Usage.Days.Count >= FewestDays)
                            .Select(LateUsageBody.Of),
                    ],
                    rows.Count > PageSize ? $"{page[^1].Team}|{page[^1].Meter.User}|{page[^1].Meter.Product}" : null
                )
            );
        });
    }
}

/// <summary>A page of the late usage. It can be empty although more pages follow.</summary>
/// <param name="LateUsage">The users and products, sorted by team, user and product.</param>
/// <param name="Continuation">Gets the next page; omitted on the last page.</param>
public sealed record LateUsagesBody(IReadOnlyList<LateUsageBody> LateUsage, string? Continuation);

/// <summary>A user whose signals keep coming a day or more late.</summary>
/// <param name="Team">The team.</param>
/// <param name="User">The user.</param>
/// <param name="Product">The product.</param>
/// <param name="Days">The number of such days within the last 30.</param>
/// <param name="Latest">The latest of these days, UTC, as <c>yyyy-MM-dd</c>.</param>
public sealed record LateUsageBody(string Team, string User, string Product, int Days, string Latest)
{
    /// <summary>Creates the body of the late usage of a user.</summary>
    public static LateUsageBody Of(TeamLateUsage late) =>
        new(
            late.Team.Value,
            late.Meter.User.Value,
            late.Meter.Product.Value,
            late.Usage.Days.Count,
            late.Usage.Days.Max.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        );
}
