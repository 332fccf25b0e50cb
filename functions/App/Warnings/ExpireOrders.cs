using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// Posts the expiry of orders and cloud credits (R12), every hour. Balances do not depend on it: it may run late, run twice
/// at the same time, or not run for days.
/// </summary>
public sealed class ExpireOrders(ExpiryRun run, TimeProvider time, ILogger<ExpireOrders> logger)
{
    /// <summary>The time limit of one run. The host stops a function after 10 minutes.</summary>
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(8);

    /// <summary>Runs every hour, on the hour.</summary>
    [Function(nameof(ExpireOrders))]
    public async Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var expired = await run.ExpireAsync(
            time.GetUtcNow() + s_timeLimit,
            (account, failure) =>
                logger.LogError(failure, "Could not expire grants of {Account}; the next run retries", account),
            cancellationToken
        );
        logger.LogInformation("Expired {Expired} grants (past due: {IsPastDue})", expired, timer.IsPastDue);
    }
}
