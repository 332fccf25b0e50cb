using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// Takes orders and cloud credits off the books when their year is over (R12), every hour. Balances never depend on it: it
/// may run late, twice at once or not for days.
/// </summary>
public sealed class ExpireOrders(ExpiryRun run, TimeProvider time, ILogger<ExpireOrders> logger)
{
    /// <summary>How long it may take; the host ends a function after 10 minutes.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(8);

    /// <summary>Runs at the full hour.</summary>
    [Function(nameof(ExpireOrders))]
    public async Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var expired = await run.ExpireAsync(
            time.GetUtcNow() + s_patience,
            (account, failure) =>
                logger.LogError(failure, "Grants of {Account} were not expired; the next run tries again", account),
            cancellationToken
        );
        logger.LogInformation("{Expired} grants expired (past due: {IsPastDue})", expired, timer.IsPastDue);
    }
}
