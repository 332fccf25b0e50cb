using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// Warns teams whose tokens run low, expire or run out (R17), every 15 minutes: first it is decided what is to be said and
/// to whom, then what waits in the outbox is sent.
/// </summary>
public sealed class SendBalanceWarnings(
    WarningRun warnings,
    OutboxRun outbox,
    TimeProvider time,
    ILogger<SendBalanceWarnings> logger
)
{
    /// <summary>How long it may take; the host ends a function after 10 minutes.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(8);

    /// <summary>Runs at each quarter of an hour.</summary>
    [Function(nameof(SendBalanceWarnings))]
    public async Task Run([TimerTrigger("0 */15 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + s_patience;
        logger.LogDebug("Looking for balances to warn of (past due: {IsPastDue})", timer.IsPastDue);
        await warnings.DecideAsync(
            deadline,
            (account, failure) =>
                logger.LogError(failure, "Teams of {Account} were not warned; the next run tries again", account),
            cancellationToken
        );
        await outbox.SendAsync(
            deadline,
            (account, failure) =>
                logger.LogError(failure, "A mail of {Account} was not sent; the next run tries again", account),
            cancellationToken
        );
    }
}
