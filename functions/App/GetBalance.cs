using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Tells a team's balance, now or at a past instant (R20).</summary>
public sealed class GetBalance(ApiEntry entry, LedgerStore ledger)
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
        entry.AnswerAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            call =>
                ledger.DecideAfreshAsync(
                    call.Account,
                    transaction => AnswerAsync(transaction, team, request.Query["at"]),
                    call.Deadline,
                    cancellationToken
                )
        );

    private static async Task<IResult> AnswerAsync(LedgerTransaction transaction, string team, string? at)
    {
        if (!Identifier.IsValid(team) || await transaction.ReadTeamAsync(TeamId.Of(team)) is not { } now)
        {
            return Problem.NotFound();
        }

        if (at is null)
        {
            return await AnswerAsync(transaction, now.Team, transaction.Now, now.Pool, now.Head.UsableAfterLastGrant);
        }

        if (!Rfc3339.TryParse(at, out var instant) || instant > transaction.Now)
        {
            return Problem.Of(
                new Rejection(ApiCode.InvalidField, "'at' must be a past instant, such as 2026-11-02T08:00:00Z.", "at")
            );
        }

        var then = await JournalReader.RecomputeAsync(transaction, now.Team, instant);
        return await AnswerAsync(transaction, now.Team, instant, then.Pool, then.UsableAfterLastGrant);
    }

    private static async Task<IResult> AnswerAsync(
        LedgerTransaction transaction,
        TeamId team,
        DateTimeOffset at,
        GrantPool pool,
        Tokens usableAfterLastGrant
    )
    {
        var spendable = pool.Remaining.Where(grant => grant.Value.IsPositive && grant.Key.IsSpendableAt(at)).ToList();
        var orders = await Task.WhenAll(spendable.Select(grant => transaction.ReadOrderAsync(grant.Key.Order)));
        return ApiJson.Answer(
            new BalanceBody(
                team.Value,
                at,
                pool.UsableAt(at),
                LowBalance.Threshold(usableAfterLastGrant, LowBalance.DefaultPercent),
                [.. spendable.Zip(orders).Select(pair => OrderBody.Of(pair.Second!, pair.First.Value, at))]
            )
        );
    }
}
