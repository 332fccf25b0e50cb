using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// Checks every ledger each night: hash chain, conservation, and what is stored against what the journal recomputes to
/// (R18). A ledger that does not add up is marked, and nothing is built on it until a later check finds it whole.
/// </summary>
public sealed class ReconcileLedgers(LedgerCheck check, TimeProvider time, ILogger<ReconcileLedgers> logger)
{
    /// <summary>How long it may take; the host ends a function after 10 minutes.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(8);

    /// <summary>Runs at half past two, UTC.</summary>
    [Function(nameof(ReconcileLedgers))]
    public async Task Run([TimerTrigger("0 30 2 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var checkedLedgers = await check.CheckAllAsync(
            time.GetUtcNow() + s_patience,
            (account, team, fault) => logger.LogError("ledger-broken: {Account}/{Team}: {Fault}", account, team, fault),
            (account, failure) =>
                logger.LogError(failure, "A ledger of {Account} was not checked; the next night tries again", account),
            cancellationToken
        );
        logger.LogInformation("{Ledgers} ledgers checked (past due: {IsPastDue})", checkedLedgers, timer.IsPastDue);
    }
}
