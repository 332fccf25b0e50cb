using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Sends what waits in the outbox, each mail once: it is claimed before it is sent, and its outcome is written after. What
/// was claimed by somebody who is gone is asked for first, and sent again, as the same mail, only if nobody knows of it.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="due">What waits.</param>
/// <param name="book">How many were sent of late.</param>
/// <param name="quota">How many may be.</param>
/// <param name="sender">Who sends.</param>
/// <param name="metrics">Counts how mails end.</param>
/// <param name="time">The clock.</param>
public sealed class OutboxRun(
    LedgerStore ledger,
    DueTable due,
    MailRateLimiter book,
    MailQuota quota,
    IMailSender sender,
    MailMetrics metrics,
    TimeProvider time
)
{
    private const int Page = 200;

    /// <summary>How long a mail that is being sent is left to whoever does it.</summary>
    private static readonly TimeSpan s_claim = TimeSpan.FromMinutes(10);

    /// <summary>How long a mail is tried.</summary>
    private static readonly TimeSpan s_giveUp = TimeSpan.FromDays(3);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends until nothing waits, the quota is used up, the server is down, or the time is over.</summary>
    /// <param name="deadline">When to stop; what is left waits for the next run.</param>
    /// <param name="failed">Told of an account whose mail could not be read or written; the others go on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RowStoreException">What waits could not be read.</exception>
    public async Task SendAsync(
        DateTimeOffset deadline,
        Action<AccountId, Exception> failed,
        CancellationToken cancellationToken
    )
    {
        var pages = new DuePages(due, DueKind.Mail, null);
        while (await pages.NextAsync(Page, cancellationToken) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                try
                {
                    if (time.GetUtcNow() >= deadline || !await SendAsync(row, cancellationToken))
                    {
                        return;
                    }
                }
                catch (Exception e)
                    when (e
                            is RowStoreException
                                or RowConflictException
                                or LedgerBrokenException
                                or InvalidDataException
                    )
                {
                    failed(row.Entry.Account, e);
                }
            }
        }
    }

    /// <summary>Sends a mail; false if no other can be sent now.</summary>
    private async Task<bool> SendAsync(DueRow row, CancellationToken cancellationToken)
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

        var outgoing = new OutgoingMail(
            mail.OperationId,
            mail.Recipient,
            LetterArchive.Thaw(letter ?? throw new InvalidDataException($"Mail {mail.Key} has lost its letter."))
        );
        var known = mail.Status == MailStatus.Sending ? await sender.AskAsync(outgoing, cancellationToken) : null;
        if (known is not null)
        {
            await SettleAsync(row, mail, known, cancellationToken);
            return true;
        }

        if (!await book.TryTakeAsync(quota.PerMinute, quota.PerHour, now, cancellationToken))
        {
            return false;
        }

        var claimed = mail with { Status = MailStatus.Sending, Since = now, Attempts = mail.Attempts + 1 };
        if (!await ReplaceAsync(account, mail, claimed, cancellationToken))
        {
            return true;
        }

        var outcome = await sender.SendAsync(outgoing, cancellationToken);
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

    /// <summary>Writes a mail as it is now; false if somebody else was at it meanwhile.</summary>
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
    ) => ledger.DecideAfreshAsync(account, decide, time.GetUtcNow() + s_patience, cancellationToken);
}
