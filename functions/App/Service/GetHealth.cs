using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// Checks whether the ledger's store and the queue answer. Open to all.
/// </summary>
public sealed class GetHealth(
    ApiEndpoint endpoint,
    LedgerStore ledger,
    IQueueProbe queue,
    TimeProvider time,
    ILogger<GetHealth> logger
)
{
    private const string Ok = "ok";
    private const string Degraded = "degraded";
    private const string Down = "down";

    /// <summary>An account that does not exist; its row is read.</summary>
    private static readonly AccountId s_nobody = AccountId.Of("-");

    /// <summary><c>GET /api/health</c></summary>
    [Function(nameof(GetHealth))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request,
        CancellationToken cancellationToken
    ) => endpoint.Open(request, cancellationToken).AnswerAsync(() => AnswerAsync(cancellationToken));

    private async Task<ApiAnswer> AnswerAsync(CancellationToken cancellationToken)
    {
        var queueCheck = queue.CheckAsync(cancellationToken);
        var (storeFailure, queueFailure) = (await CheckStoreAsync(cancellationToken), await queueCheck);
        if (storeFailure is not null)
        {
            logger.LogWarning(storeFailure, "The store does not answer");
        }

        if (queueFailure is not null)
        {
            logger.LogWarning(queueFailure, "The queue does not answer");
        }

        return storeFailure is null && queueFailure is null
            ? ApiAnswer.Of(new HealthBody(Ok, Ok, Ok))
            : ApiAnswer.Of(
                new HealthBody(Degraded, storeFailure is null ? Ok : Down, queueFailure is null ? Ok : Down),
                StatusCodes.Status503ServiceUnavailable
            );
    }

    private async Task<RowStoreException?> CheckStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Do not retry: the answer is about this instant.
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

    /// <summary>The health of the functions.</summary>
    /// <param name="Status"><c>ok</c> if store and queue are ok; otherwise <c>degraded</c>.</param>
    /// <param name="Store"><c>ok</c> if the ledger's store answers; otherwise <c>down</c>.</param>
    /// <param name="Queue"><c>ok</c> if the queue of usage events answers; otherwise <c>down</c>.</param>
    private sealed record HealthBody(string Status, string Store, string Queue);
}
