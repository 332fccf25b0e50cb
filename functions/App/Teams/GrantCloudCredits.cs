using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Grants cloud credits to a team (R7). Names the team (R10).</summary>
public sealed class GrantCloudCredits(LedgerEndpoint endpoint)
{
    private const decimal MinAmount = 0.001m;
    private const decimal MaxAmount = 100_000_000;

    /// <summary><c>POST /api/accounts/{account}/teams/{team}/cloud-credits</c></summary>
    [Function(nameof(GrantCloudCredits))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/teams/{team}/cloud-credits")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    )
    {
        var access = await endpoint.AuthorizeAsync(request, account, Role.Operator, cancellationToken);
        var call = await access.ReadBodyAsync(Read, IdempotencyKeyRequirement.Required, $"teams/{team}/cloud-credits");
        return await call.CommitOnceAsync(async ledger =>
        {
            if (RouteId.Refusal("team", team) is { } refusal)
            {
                return refusal;
            }

            if (call.Body.ExpiresAt <= ledger.Now)
            {
                return ApiAnswer.Invalid("expiresAt", "'expiresAt' must be in the future.");
            }

            var found = await ledger.ReadTeamOrNewAsync(TeamId.Of(team));
            if (found.Pool.IsFullAt(ledger.Now, GrantUnit.CloudCredits))
            {
                return ApiAnswer.Refuse(
                    RejectionCode.TooManyOrders,
                    $"Team '{team}' already has {GrantPool.MaxLiveOrders} grants of cloud credits that are not used up."
                );
            }

            var grant = new GrantKey(
                call.Body.ExpiresAt,
                Tokens.Of(call.Body.Amount),
                call.Key.ForCloudCredits(),
                GrantUnit.CloudCredits
            );
            if (found.Pool.Remaining.ContainsKey(grant))
            {
                return Idempotency.InProgress;
            }

            await ledger.PostAsync(found, found.Pool.With(grant), new Posting.Granted(grant));
            ledger.AnnounceExpiry(found.Team, grant);
            await ledger.NameAsync(found.Team);
            return ApiAnswer.Created(
                new CreditsBody(grant.Order.Value, found.Team.Value, grant.Bought, grant.ExpiresAt)
            );
        });
    }

    private static CreditsRequest Read(JsonBody body) =>
        new(body.Amount("amount", MinAmount, MaxAmount), body.Instant("expiresAt"));

    private sealed record CreditsRequest(decimal Amount, DateTimeOffset ExpiresAt);

    /// <summary>A grant of cloud credits in an API answer.</summary>
    /// <param name="Id">The id of the grant.</param>
    /// <param name="Team">The team that has it.</param>
    /// <param name="Amount">The number of credits.</param>
    /// <param name="ExpiresAt">The first instant at which they cannot be spent.</param>
    private sealed record CreditsBody(string Id, string Team, Tokens Amount, DateTimeOffset ExpiresAt);
}
