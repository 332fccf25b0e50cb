using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Tells a team's balance, now or at a past instant (R20).</summary>
public sealed class GetBalance(LedgerEndpoint calls)
{
    /// <summary><c>GET /api/accounts/{account}/teams/{team}/balance?at=</c></summary>
    [Function(nameof(GetBalance))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/balance")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerAboutTeamAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            team,
            (transaction, ledger) => AnswerAsync(transaction, ledger, request.Query["at"]),
            cancellationToken
        );

    private static async Task<ApiAnswer> AnswerAsync(LedgerReader reader, TeamLedger team, string? at)
    {
        if (at is null)
        {
            return await AnswerAsync(reader, team, reader.Now, team.Pool, team.Head.UsableAfterLastGrant);
        }

        if (!Rfc3339.TryParse(at, out var instant) || instant > reader.Now)
        {
            return ApiAnswer.Invalid("at", "'at' must be a past instant, such as 2026-11-02T08:00:00Z.");
        }

        var then = await JournalReader.RecomputeAsync(reader, team.Team, instant);
        return await AnswerAsync(reader, team, instant, then.Pool, then.UsableAfterLastGrant);
    }

    private static async Task<ApiAnswer> AnswerAsync(
        LedgerReader reader,
        TeamLedger team,
        DateTimeOffset at,
        GrantPool pool,
        Tokens usableAfterLastGrant
    )
    {
        var spendable = pool.SpendableAt(at).ToList();
        var orders = await Task.WhenAll(spendable.Select(grant => reader.ReadOrderAsync(grant.Key.Order)));
        var policy = await reader.ReadPolicyAsync(team);
        return ApiAnswer.Of(
            new BalanceBody(
                team.Team.Value,
                at,
                pool.UsableAt(at),
                pool.UsableAt(at, GrantUnit.CloudCredits),
                policy.LowBalance.Threshold(usableAfterLastGrant),
                policy.Plan,
                [
                    .. spendable
                        .Zip(orders)
                        .Select(pair => OrderBody.Of(AsItWas(pair.Second!, team.Team), pair.First.Value, at)),
                ]
            )
        );
    }

    /// <summary>An order while the team could spend it: what became of it later is no matter then.</summary>
    private static Order AsItWas(Order order, TeamId team) =>
        order with
        {
            Team = team,
            Return = null,
            Invoice = order.Invoice == InvoiceStatus.Void ? InvoiceStatus.Open : order.Invoice,
        };
}
