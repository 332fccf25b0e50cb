using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// Tells whether the functions can do their work: whether the ledger's store answers, and the queue; open to all.
/// </summary>
public sealed class GetHealth(
    ApiEndpoint entry,
    LedgerStore ledger,
    IQueueProbe queue,
    TimeProvider time,
    ILogger<GetHealth> logger
)
{
    private const string Ok = "ok";
    private const string Degraded = "degraded";
    private const string Down = "down";

    /// <summary>No id of an account that anybody has; its row is asked for and is not there.</summary>
    private static readonly AccountId s_nobody = AccountId.Of("-");

    /// <summary><c>GET /api/health</c></summary>
    [Function(nameof(GetHealth))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request,
        CancellationToken cancellationToken
    ) => entry.AnswerAllAsync(request, () => AnswerAsync(cancellationToken), cancellationToken);

    private async Task<ApiAnswer> AnswerAsync(CancellationToken cancellationToken)
    {
        var asked = queue.AskAsync(cancellationToken);
        var (storeFails, queueFails) = (await AskStoreAsync(cancellationToken), await asked);
        if (storeFails is not null)
        {
            logger.LogWarning(storeFails, "The store does not answer");
        }

        if (queueFails is not null)
        {
            logger.LogWarning(queueFails, "The queue does not answer");
        }

        return storeFails is null && queueFails is null
            ? ApiAnswer.Of(new HealthBody(Ok, Ok, Ok))
            : ApiAnswer.Of(
                new HealthBody(Degraded, storeFails is null ? Ok : Down, queueFails is null ? Ok : Down),
                StatusCodes.Status503ServiceUnavailable
            );
    }

    private async Task<RowStoreException?> AskStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            // One try: whoever asks wants to know how it is now.
            await ledger.DecideAfreshAsync(
                s_nobody,
                transaction => transaction.ReadAccountAsync(),
                time.GetUtcNow(),
                cancellationToken
            );
            return null;
        }
        catch (RowStoreException e)
        {
            return e;
        }
    }

    /// <summary>How the functions are.</summary>
    /// <param name="Status">ok, if all is; else degraded.</param>
    /// <param name="Store">ok, if the ledger's store answers; else down.</param>
    /// <param name="Queue">ok, if the queue of usage events answers; else down.</param>
    private sealed record HealthBody(string Status, string Store, string Queue);
}
