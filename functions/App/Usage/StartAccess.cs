using System.Globalization;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>
/// Checks whether a user may use a product, and starts the window at once (R1, R9). The opened event that follows is then
/// the same signal (R4).
/// </summary>
public sealed class StartAccess(LedgerEndpoint calls, UsageIntake intake)
{
    /// <summary><c>POST /api/accounts/{account}/teams/{team}/access</c></summary>
    [Function(nameof(StartAccess))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/accounts/{account}/teams/{team}/access")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerAboutTeamAsync(
            request,
            Role.Operator | Role.Product,
            account,
            team,
            body => new Wanted(
                body.Id("user", UserId.Of),
                body.Id("product", ProductId.Of),
                body.Id("session", SessionId.Of),
                body.Instant("time")
            ),
            StartAsync,
            cancellationToken
        );

    private async Task<ApiAnswer> StartAsync(LedgerTransaction transaction, TeamLedger team, Wanted wanted)
    {
        var opened = new UsageSignalEvent(
            new EventRef(
                "flexfunctions/access",
                string.Create(CultureInfo.InvariantCulture, $"{wanted.Session} {wanted.Time:O}")
            ),
            wanted.User,
            wanted.Product,
            new UsageSignal(SignalKinds.Opened, wanted.Session, wanted.Time),
            transaction.Now
        );
        var before = await transaction.ReadUsageAsync(team, [opened]);
        var decision = intake.Decide(before, opened, transaction.Now);
        await transaction.WriteUsageAsync(team, UsageBatch.Of(before).With(decision));
        return AccessBody.Answer(opened, decision);
    }

    private sealed record Wanted(UserId User, ProductId Product, SessionId Session, DateTimeOffset Time);
}
