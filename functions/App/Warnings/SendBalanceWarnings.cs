using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// Warns teams whose tokens are low, expire soon or run out soon (R17), every 15 minutes. First it decides the warnings and
/// puts their mails into the outbox; then it sends the mails.
/// </summary>
public sealed class SendBalanceWarnings(
    WarningRun warnings,
    OutboxRun outbox,
    TimeProvider time,
    ILogger<SendBalanceWarnings> logger
)
{
    /// <summary>The time limit of one run. The host stops a function after 10 minutes.</summary>
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(8);

    /// <summary>Runs every 15 minutes.</summary>
    [Function(nameof(SendBalanceWarnings))]
    public async Task Run([TimerTrigger("0 */15 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + s_timeLimit;
        logger.LogDebug("Looking for balances that need a warning (past due: {IsPastDue})", timer.IsPastDue);
        await warnings.DecideAsync(
            deadline,
            (account, failure) =>
                logger.LogError(failure, "Could not warn the teams of {Account}; the next run retries", account),
            cancellationToken
        );
        await outbox.SendAsync(
            deadline,
            (account, failure) =>
                logger.LogError(failure, "Could not send a mail of {Account}; the next run retries", account),
            cancellationToken
        );
    }
}
