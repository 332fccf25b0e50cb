using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Gets the balance of a team, now or at a past instant (R20).</summary>
public sealed class GetBalance(LedgerEndpoint endpoint)
{
    /// <summary><c>GET /api/accounts/{account}/teams/{team}/balance?at=</c></summary>
    [Function(nameof(GetBalance))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/balance")]
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

            string? at = request.Query["at"];
            if (at is null)
            {
                return await AnswerAsync(ledger, found, ledger.Now, found.Pool, found.Head.UsableAfterLastGrant);
            }

            if (!Rfc3339.TryParse(at, out var instant) || instant > ledger.Now)
            {
                return ApiAnswer.Invalid("at", "'at' must be a past instant, such as 2026-11-02T08:00:00Z.");
            }

            var then = await JournalReader.RecomputeAsync(ledger, found.Team, instant);
            return await AnswerAsync(ledger, found, instant, then.Pool, then.UsableAfterLastGrant);
        });
    }

    private static async Task<ApiAnswer> AnswerAsync(
        LedgerReader ledger,
        TeamLedger team,
        DateTimeOffset at,
        GrantPool pool,
        Tokens usableAfterLastGrant
    )
    {
        var spendable = pool.SpendableAt(at).ToList();
        var orders = await Task.WhenAll(spendable.Select(grant => ledger.ReadOrderAsync(grant.Key.Order)));
        var policy = await ledger.ReadPolicyAsync(team);
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
                        .Select(pair => OrderBody.Of(WhileSpendable(pair.Second!, team.Team), pair.First.Value, at)),
                ]
            )
        );
    }

    /// <summary>Returns an order as it was while the team could spend it, without what happened to it later.</summary>
    private static Order WhileSpendable(Order order, TeamId team) =>
        order with
        {
            Team = team,
            Return = null,
            Invoice = order.Invoice == InvoiceStatus.Void ? InvoiceStatus.Open : order.Invoice,
        };
}

/// <summary>The balance of a team in an API answer (R20).</summary>
/// <param name="Team">The team.</param>
/// <param name="At">The instant of the balance.</param>
/// <param name="Tokens">The tokens that can be spent at that instant.</param>
/// <param name="Credits">The cloud credits that can be spent at that instant (R7).</param>
/// <param name="LowBelow">The balance is low below this number of tokens (R17).</param>
/// <param name="Plan">The plan of the team.</param>
/// <param name="Grants">The orders that can pay at that instant, in burn-down order (R13).</param>
public sealed record BalanceBody(
    string Team,
    DateTimeOffset At,
    Tokens Tokens,
    Tokens Credits,
    decimal LowBelow,
    Plan Plan,
    IReadOnlyList<OrderBody> Grants
);
