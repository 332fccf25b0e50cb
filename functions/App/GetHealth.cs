using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>Tells whether the functions can do their work: whether the ledger's store answers; open to all.</summary>
public sealed class GetHealth(ApiEntry entry, LedgerStore ledger, TimeProvider time, ILogger<GetHealth> logger)
{
    /// <summary>No id of an account that anybody has; its row is asked for and is not there.</summary>
    private static readonly AccountId s_nobody = AccountId.Of("-");

    /// <summary><c>GET /api/health</c></summary>
    [Function(nameof(GetHealth))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request,
        CancellationToken cancellationToken
    ) => entry.AnswerAllAsync(request, () => AnswerAsync(cancellationToken));

    private async Task<ApiAnswer> AnswerAsync(CancellationToken cancellationToken)
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
            return ApiAnswer.Of(new HealthBody("healthy", "healthy"));
        }
        catch (RowStoreException e)
        {
            logger.LogWarning(e, "The store does not answer");
            return ApiAnswer.Of(new HealthBody("unhealthy", "unhealthy"), StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>How the functions are.</summary>
    /// <param name="Status">healthy, if all is.</param>
    /// <param name="Store">Whether the ledger's store answers.</param>
    private sealed record HealthBody(string Status, string Store);
}
