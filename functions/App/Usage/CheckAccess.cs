using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Checks whether a user may use a product now and what it would cost (R9). Changes nothing.</summary>
public sealed class CheckAccess(LedgerEndpoint endpoint, UsageIntake intake)
{
    /// <summary><c>GET /api/accounts/{account}/teams/{team}/access?user=&amp;product=</c></summary>
    [Function(nameof(CheckAccess))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/access")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    )
    {
        var call = await endpoint.AuthorizeAsync(
            request,
            account,
            Role.Admin | Role.Operator | Role.Product,
            cancellationToken
        );
        return await call.ReadAsync(async ledger =>
        {
            if (await ledger.ReadTeamAsync(team) is not { } found)
            {
                return ApiAnswer.NotFound;
            }

            var (user, product) = (request.Query["user"].ToString(), request.Query["product"].ToString());
            if ((RouteId.Refusal("user", user) ?? RouteId.Refusal("product", product)) is { } refusal)
            {
                return refusal;
            }

            // Decide an opened event of a separate session, without writing the decision.
            var opened = new UsageSignalEvent(
                new EventRef("flexfunctions/access", "asked"),
                UserId.Of(user),
                ProductId.Of(product),
                new UsageSignal(SignalKinds.Opened, SessionId.Asked, ledger.Now),
                ledger.Now
            );
            var usage = await ledger.ReadUsageAsync(found, [opened]);
            return AccessBody.Answer(opened, intake.Decide(usage, opened, ledger.Now));
        });
    }
}
