using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// Checks whether the ledger's store can be written and the queue responds. Open to all. Any failed check is a 503 with a body.
/// </summary>
public sealed class GetHealth(ApiEndpoint endpoint, StoreProbe store, IQueueProbe queue, ILogger<GetHealth> logger)
{
    private const string Ok = "ok";
    private const string Degraded = "degraded";
    private const string Down = "down";

    /// <summary><c>GET /api/health</c></summary>
    [Function(nameof(GetHealth))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request,
        CancellationToken cancellationToken
    ) => endpoint.Open(request, cancellationToken).AnswerAsync(() => AnswerAsync(cancellationToken));

    private async Task<ApiAnswer> AnswerAsync(CancellationToken cancellationToken)
    {
        var states = await Task.WhenAll(
            CheckAsync("store", CheckStoreAsync, cancellationToken),
            CheckAsync("queue", queue.CheckAsync, cancellationToken)
        );
        return states.All(state => state == Ok)
            ? ApiAnswer.Of(new HealthBody(Ok, states[0], states[1]))
            : ApiAnswer.Of(new HealthBody(Degraded, states[0], states[1]), StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<Exception?> CheckStoreAsync(CancellationToken cancellationToken)
    {
        await store.CheckAsync(cancellationToken);
        return null;
    }

    private async Task<string> CheckAsync(
        string part,
        Func<CancellationToken, Task<Exception?>> check,
        CancellationToken cancellationToken
    )
    {
        Exception? failure;
        try
        {
            failure = await check(cancellationToken);
        }
#pragma warning disable CA1031 // Whatever fails, the caller gets a body that names the part
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            failure = e;
        }

        if (failure is not null)
        {
            logger.LogWarning(failure, "The {Part} does not respond or cannot be written", part);
        }

        return failure is null ? Ok : Down;
    }

    /// <summary>The health of the functions.</summary>
    /// <param name="Status"><c>ok</c> if all parts are ok; otherwise <c>degraded</c>.</param>
    /// <param name="Store"><c>ok</c> if the ledger's store can be written; otherwise <c>down</c>.</param>
    /// <param name="Queue"><c>ok</c> if the queue of usage events responds; otherwise <c>down</c>.</param>
    private sealed record HealthBody(string Status, string Store, string Queue);
}
