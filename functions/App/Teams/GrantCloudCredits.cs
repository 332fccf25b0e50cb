using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Grants cloud credits to a team (R7); names the team, if nobody has (R10).</summary>
public sealed class GrantCloudCredits(LedgerEndpoint calls)
{
    private const decimal MaxAmount = 100_000_000;
    private const decimal Smallest = 0.001m;

    /// <summary><c>POST /api/accounts/{account}/teams/{team}/cloud-credits</c></summary>
    [Function(nameof(GrantCloudCredits))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/teams/{team}/cloud-credits")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerOnceAsync(
            request,
            Role.Operator,
            account,
            IdempotencyKeyRequirement.Required,
            body => new Wanted(body.Amount("amount", Smallest, MaxAmount), body.Instant("expiresAt")),
            (transaction, wanted, key) => GrantAsync(transaction, team, wanted, key!.Value),
            cancellationToken
        );

    private static async Task<ApiAnswer> GrantAsync(
        LedgerTransaction transaction,
        string id,
        Wanted wanted,
        IdempotencyKey key
    )
    {
        if (RouteId.Refusal("team", id) is { } refusal)
        {
            return refusal;
        }

        if (wanted.ExpiresAt <= transaction.Now)
        {
            return ApiAnswer.Invalid("expiresAt", "'expiresAt' must lie in the future.");
        }

        var team = await transaction.ReadTeamOrNewAsync(TeamId.Of(id));
        if (team.Pool.IsFullAt(transaction.Now, GrantUnit.CloudCredits))
        {
            return ApiAnswer.Refuse(
                RejectionCode.TooManyOrders,
                $"Team '{id}' has {GrantPool.MaxLiveOrders} grants of cloud credits left; it can have no more."
            );
        }

        var grant = new GrantKey(
            wanted.ExpiresAt,
            Tokens.Of(wanted.Amount),
            key.ForCloudCredits(),
            GrantUnit.CloudCredits
        );
        if (team.Pool.Remaining.ContainsKey(grant))
        {
            return Idempotency.AnsweredMeanwhile;
        }

        await transaction.PostAsync(team, team.Pool.With(grant), new Posting.Granted(grant));
        transaction.AnnounceExpiry(team.Team, grant);
        await transaction.NameAsync(team.Team);
        return ApiAnswer.Of(
            new CreditsBody(grant.Order.Value, team.Team.Value, grant.Bought, grant.ExpiresAt),
            StatusCodes.Status201Created
        );
    }

    private sealed record Wanted(decimal Amount, DateTimeOffset ExpiresAt);

    /// <summary>Cloud credits as the API shows them.</summary>
    /// <param name="Id">The id of the grant.</param>
    /// <param name="Team">The team that has them.</param>
    /// <param name="Amount">How many.</param>
    /// <param name="ExpiresAt">The first instant at which they can not be spent.</param>
    private sealed record CreditsBody(string Id, string Team, Tokens Amount, DateTimeOffset ExpiresAt);
}
