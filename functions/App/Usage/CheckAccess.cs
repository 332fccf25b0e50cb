using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Tells whether a user may use a product now and what it would cost (R9); changes nothing.</summary>
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

        // What an opened event of a session of its own would come to; it is decided and forgotten.
        var opened = new UsageSignalEvent(
            new EventRef("flexfunctions/access", "asked"),
            UserId.Of(user),
            ProductId.Of(product),
            new UsageSignal(SignalKinds.Opened, SessionId.Asked, transaction.Now),
            transaction.Now
        );
        var usage = await UsageIntake.LoadAsync(transaction, team, [opened]);
        return AccessBody.Answer(opened, intake.Decide(usage, opened, transaction.Now));
    }
}
