using System.Globalization;
using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>
/// Checks whether a user may use a product and starts the charge window at once (R1, R9). The opened event that follows is
/// the same signal (R4), so it changes nothing.
/// </summary>
public sealed class StartAccess(LedgerEndpoint endpoint, UsageIntake intake)
{
    /// <summary><c>POST /api/accounts/{account}/teams/{team}/access</c></summary>
    [Function(nameof(StartAccess))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/teams/{team}/access")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    )
    {
        var access = await endpoint.AuthorizeAsync(request, account, Role.Operator | Role.Product, cancellationToken);
        var call = await access.ReadBodyAsync(Read);
        return await call.CommitAsync(async ledger =>
        {
            if (await ledger.ReadTeamAsync(team) is not { } found)
            {
                return ApiAnswer.NotFound;
            }

            var opened = Opened(call.Body, ledger.Now);
            var before = await ledger.ReadUsageAsync(found, [opened]);
            var decision = intake.Decide(before, opened, ledger.Now);
            await ledger.WriteUsageAsync(found, UsageBatch.Of(before).With(decision));
            return AccessBody.Answer(opened, decision);
        });
    }

    private static AccessRequest Read(JsonBody body) =>
        new(
            body.Id("user", UserId.Of),
            body.Id("product", ProductId.Of),
            body.Id("session", SessionId.Of),
            body.Instant("time")
        );

    private static UsageSignalEvent Opened(AccessRequest request, DateTimeOffset now) =>
        new(
            new EventRef(
                "flexfunctions/access",
                string.Create(CultureInfo.InvariantCulture, $"{request.Session} {request.Time:O}")
            ),
            request.User,
            request.Product,
            new UsageSignal(SignalKinds.Opened, request.Session, request.Time),
            now
        );

    private sealed record AccessRequest(UserId User, ProductId Product, SessionId Session, DateTimeOffset Time);
}
