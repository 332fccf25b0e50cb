using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Checks whether a user may use a product now, and what it would cost (R9); changes nothing.</summary>
public sealed class CheckAccess(LedgerEndpoint calls, UsageIntake intake)
{
    /// <summary><c>GET /api/accounts/{account}/teams/{team}/access?user=&amp;product=</c></summary>
    [Function(nameof(CheckAccess))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/access")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerAboutTeamAsync(
            request,
            Role.Admin | Role.Operator | Role.Product,
            account,
            team,
            (transaction, ledger) =>
                CheckAsync(transaction, ledger, request.Query["user"].ToString(), request.Query["product"].ToString()),
            cancellationToken
        );

    private async Task<ApiAnswer> CheckAsync(
        LedgerTransaction transaction,
        TeamLedger team,
        string user,
        string product
    )
    {
        if ((RouteId.Refusal("user", user) ?? RouteId.Refusal("product", product)) is { } refusal)
        {
            return refusal;
        }

        // An opened event in a session of its own is decided, but not written.
        var opened = new UsageSignalEvent(
            new EventRef("flexfunctions/access", "asked"),
            UserId.Of(user),
            ProductId.Of(product),
            new UsageSignal(SignalKinds.Opened, SessionId.Asked, transaction.Now),
            transaction.Now
        );
        var usage = await transaction.ReadUsageAsync(team, [opened]);
        return AccessBody.Answer(opened, intake.Decide(usage, opened, transaction.Now));
    }
}
