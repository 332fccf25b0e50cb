using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// Checks every ledger each night: the hash chain, conservation, and the stored balances against the balances recomputed
/// from the journal (R18). An inconsistent ledger is marked as broken and cannot change until a later check passes.
/// </summary>
public sealed class ReconcileLedgers(LedgerCheck check, TimeProvider time, ILogger<ReconcileLedgers> logger)
{
    /// <summary>The time for one run. The host ends a function after 10 minutes.</summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(8);

    /// <summary>Runs at 02:30 UTC.</summary>
    [Function(nameof(ReconcileLedgers))]
    public async Task Run([TimerTrigger("0 30 2 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var checkedLedgers = await check.CheckAllAsync(
            time.GetUtcNow() + s_timeout,
            (account, team, fault) => logger.LogError("ledger-broken: {Account}/{Team}: {Fault}", account, team, fault),
            (account, failure) =>
                logger.LogError(failure, "A ledger of {Account} was not checked; the next run tries again", account),
            cancellationToken
        );
        logger.LogInformation("Checked {Ledgers} ledgers (past due: {IsPastDue})", checkedLedgers, timer.IsPastDue);
    }
}
