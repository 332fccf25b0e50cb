using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Sends the mails in the outbox, each once. A mail is claimed before it is sent, and its outcome is written afterwards. If
/// an instance stops between the two, a later run first asks the mail service for the outcome, and sends the mail again
/// (with the same Message-ID) only if the service does not know it.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="due">The table of due entries, one for each mail in the outbox.</param>
/// <param name="limiter">Counts the mails sent in the last minute and hour.</param>
/// <param name="quota">The number of mails that may be sent.</param>
/// <param name="sender">Sends the mails.</param>
/// <param name="metrics">Counts mails by outcome.</param>
/// <param name="time">The clock.</param>
public sealed class OutboxRun(
    LedgerStore ledger,
    DueTable due,
    MailRateLimiter limiter,
    MailQuota quota,
    IMailSender sender,
    MailMetrics metrics,
    TimeProvider time
)
{
    private const int PageSize = 200;

    /// <summary>How long a claim lasts. Until then, only the instance that claimed the mail may send it.</summary>
    private static readonly TimeSpan s_claim = TimeSpan.FromMinutes(10);

    /// <summary>How long sending a mail is retried.</summary>
    private static readonly TimeSpan s_giveUp = TimeSpan.FromDays(3);

    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Sends mails until the outbox is empty, the quota is used up, the server is down, or time is up. Mails that were tried
    /// before come last, so that mails that are always put off do not use up the quota of the others.
    /// </summary>
    /// <param name="deadline">When to stop. The next run does the rest.</param>
    /// <param name="failed">Called for an account whose mail failed. The other mails are still sent.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="RowStoreException">The due entries could not be read.</exception>
    public async Task SendAsync(
        DateTimeOffset deadline,
        Action<AccountId, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        var retries = new List<(DueRow Row, OutboxMail Mail)>();
        var pages = new DuePages(due, DueKind.Mail, null);
        while (await pages.NextAsync(PageSize, cancellationToken) is { Count: > 0 } rows)
        {
            if (!await SendAllAsync(rows, (row, mail) => retries.Add((row, mail))))
            {
                return;
            }
        }

        var inTurn = retries.OrderBy(retry => retry.Mail.Since).ThenBy(retry => retry.Mail.Attempts);
        await SendAllAsync(inTurn.Select(retry => retry.Row), null);

        async Task<bool> SendAllAsync(IEnumerable<DueRow> rows, Action<DueRow, OutboxMail>? retryLater)
        {
            foreach (var row in rows)
            {
                var account = row.Entry.Account;
                try
                {
                    if (
                        time.GetUtcNow() >= deadline
                        || !await SendAsync(
                            row,
                            retryLater,
                            new GuardedSender(sender, e => failed(account, e)),
                            cancellationToken
                        )
                    )
                    {
                        return false;
                    }
                }
#pragma warning disable CA1031 // one mail that fails, for whatever reason, must not hold up the others
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    failed(account, e);
                }
            }

            return true;
        }
    }

    /// <summary>Sends a mail. Returns false if no other mail can be sent now.</summary>
    /// <param name="row">The due entry of the mail.</param>
    /// <param name="retryLater">Called instead of sending if the mail was tried before; null to send it anyway.</param>
    /// <param name="guarded">The sender.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    private async Task<bool> SendAsync(
        DueRow row,
        Action<DueRow, OutboxMail>? retryLater,
        GuardedSender guarded,
        CancellationToken cancellationToken
    )
    {
        var account = row.Entry.Account;
        var (mail, letter) = await DecideAsync(
            account,
            async transaction =>
                await transaction.ReadMailAsync(row.Entry.Subject) is { } found
                    ? (found, await transaction.ReadLetterAsync(found.Letter))
                    : ((OutboxMail?)null, (SerializedLetter?)null),
            cancellationToken
        );
        var now = time.GetUtcNow();
        if (mail is null || mail.IsSettled)
        {
            if (mail is not null || now - row.Entry.At > DueTable.Young)
            {
                await due.RemoveAsync([row], cancellationToken);
            }

            return true;
        }

        if (mail.Status == MailStatus.Sending && now - mail.Since < s_claim)
        {
            return true;
        }

        if (mail.Attempts > 0 && retryLater is not null)
        {
            retryLater(row, mail);
            return true;
        }

        var outgoing = new OutgoingMail(
            mail.OperationId,
            mail.Recipient,
            LetterSerializer.Deserialize(
                letter ?? throw new InvalidDataException($"Mail {mail.Key} has lost its letter.")
            )
        );
        var known = mail.Status == MailStatus.Sending ? await guarded.AskAsync(outgoing, cancellationToken) : null;
        if (known is not null)
        {
            await SettleAsync(row, mail, known, cancellationToken);
            return true;
        }

        if (!await limiter.TryTakeAsync(quota.PerMinute, quota.PerHour, now, cancellationToken))
        {
            return false;
        }

        var claimed = mail with { Status = MailStatus.Sending, Since = now, Attempts = mail.Attempts + 1 };
        if (!await ReplaceAsync(account, mail, claimed, cancellationToken))
        {
            return true;
        }

        var outcome = await guarded.SendAsync(outgoing, cancellationToken);
        await SettleAsync(row, claimed, outcome, cancellationToken);
        return outcome is not SendOutcome.NotNow { ServerIsDown: true };
    }

    private async Task SettleAsync(
        DueRow row,
        OutboxMail mail,
        SendOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var isOld = now - mail.DecidedAt > s_giveUp;
        var after = outcome switch
        {
            SendOutcome.Sent => mail with { Status = MailStatus.Sent, Since = now, Reason = null },
            SendOutcome.Refused refused => mail with
            {
                Status = MailStatus.Refused,
                Since = now,
                Reason = refused.Reason,
            },
            SendOutcome.NotNow later => mail with
            {
                Status = isOld ? MailStatus.GivenUp : MailStatus.Waiting,
                Since = now,
                Reason = later.Reason,
            },
            SendOutcome.Unsure unsure => mail with
            {
                Status = isOld ? MailStatus.GivenUp : mail.Status,
                Since = now,
                Reason = unsure.Reason,
            },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (await ReplaceAsync(row.Entry.Account, mail, after, cancellationToken) && after.IsSettled)
        {
            metrics.Count(after);
            await due.RemoveAsync([row], cancellationToken);
        }
    }

    /// <summary>Replaces a mail. Returns false if another instance changed it in the meantime.</summary>
    private Task<bool> ReplaceAsync(
        AccountId account,
        OutboxMail before,
        OutboxMail after,
        CancellationToken cancellationToken
    ) =>
        DecideAsync(
            account,
            async transaction =>
            {
                var found = await transaction.ReadMailAsync(before.Key);
                if (
                    found is null
                    || (found.Status, found.Since, found.Attempts) != (before.Status, before.Since, before.Attempts)
                )
                {
                    return false;
                }

                transaction.WriteMail(after);
                return true;
            },
            cancellationToken
        );

    private Task<T> DecideAsync<T>(
        AccountId account,
        Func<LedgerTransaction, Task<T>> decide,
        CancellationToken cancellationToken
    ) => ledger.DecideAfreshAsync(account, decide, time.GetUtcNow() + s_timeLimit, cancellationToken);
}
