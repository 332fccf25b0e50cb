using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// What a decision writes: named as the field names it, and staged for one commit (<see cref="LedgerTransaction"/>).
/// </summary>
public abstract class LedgerWriter : LedgerReader
{
    private readonly ReadSet _read;
    private readonly Dictionary<string, StagedUnit> _staged = new(StringComparer.Ordinal);
    private readonly List<RowOperation> _appended = [];
    private readonly List<DueEntry> _announced = [];
    private readonly List<Posting> _posted = [];

    private protected LedgerWriter(AccountId account, ReadSet read, DateTimeOffset now)
        : base(account, read, now) => _read = read;

    /// <summary>What is to be written, by units.</summary>
    private protected IReadOnlyDictionary<string, StagedUnit> Staged => _staged;

    /// <summary>Rows that are new whatever was read.</summary>
    private protected IReadOnlyList<RowOperation> Appended => _appended;

    /// <summary>The lines that it posts, of all teams.</summary>
    internal IReadOnlyCollection<Posting> Posted => _posted;

    /// <summary>What is to be found later by whoever does what is due.</summary>
    private protected IReadOnlyList<DueEntry> Announced => _announced;

    /// <summary>
    /// Posts lines to a team's journal and writes its ledger as it is after them, with what was spent that day and what is
    /// to be warned of (R17).
    /// </summary>
    /// <param name="team">The ledger before them.</param>
    /// <param name="pool">The grants after them.</param>
    /// <param name="postings">At least one.</param>
    public async Task PostAsync(TeamLedger team, GrantPool pool, params ImmutableArray<Posting> postings)
    {
        var (ledger, block) = team.Post(postings, pool, Now);
        _posted.AddRange(postings);
        Append(BlockFormat.Instance.Write(RowKeys.Block(team.Team, block.Number), block));
        if (team.Team == TeamId.Unassigned)
        {
            WriteTeam(ledger);
            return;
        }

        ledger = await WithoutOldDaysAsync(ledger, SpendHistory.DayOf(block.At));
        WriteTeam(WithAlerts(ledger, BalanceStatus.Of(ledger.Head, pool, await ReadPolicyAsync(team), Now)));
    }

    /// <summary>Writes the changes of usage events that were decided together.</summary>
    /// <param name="team">The ledger before them.</param>
    /// <param name="batch">The changes.</param>
    public async Task WriteUsageAsync(TeamLedger team, UsageBatch batch)
    {
        if (!batch.Postings.IsEmpty)
        {
            await PostAsync(team, batch.After.Pool, batch.Postings);
        }

        foreach (var meter in batch.ChangedMeters)
        {
            WriteMeter(team.Team, meter, batch.After.Meters[meter]);
        }

        foreach (var result in batch.SettledResults)
        {
            WriteSettled(result, new SettledResult(team.Team, batch.After.Settled[result]));
        }
    }

    /// <summary>Writes a team's policy, and its ledger with the next version of it.</summary>
    public void WritePolicy(TeamLedger team, TeamPolicy policy)
    {
        WriteTeam(WithAlerts(team.WithNextPolicy(), BalanceStatus.Of(team.Head, team.Pool, policy, Now)));
        WriteRow(PolicyFormat.Instance, RowKeys.Policy(team.Team), policy);
    }

    /// <summary>Writes a team's ledger: its head, and the grants that changed.</summary>
    public void WriteTeam(TeamLedger ledger)
    {
        var (team, unit) = (ledger.Team, RowKeys.Money(ledger.Team));
        var known = (TeamLedger?)_read.Known(unit).Value;
        if (known is null)
        {
            Announce(DueEntry.Ledger(Account, team, Now));
        }

        var before = known?.Pool ?? GrantPool.Empty;
        var grants = ledger
            .Pool.ChangedSince(before)
            .Select(grant =>
                GrantFormat.Instance.Write(RowKeys.Grant(team, grant.Key), new GrantRemaining(grant.Key, grant.Value))
            );
        Stage(
            unit,
            new StagedUnit(
                ledger,
                [TeamHeaderFormat.Instance.Write(RowKeys.Head(team), ledger.Head), .. grants],
                [.. ledger.Pool.GoneSince(before).Select(grant => RowKeys.Grant(team, grant))]
            )
        );
    }

    /// <summary>Notes in the account that a team is named (R10), if it was not before.</summary>
    public async Task NameAsync(TeamId team)
    {
        var account = await ReadAccountAsync();
        if (!account.Names(team))
        {
            WriteAccount(account.Naming(team));
        }
    }

    /// <summary>Assigns a user; the team's ledger must be written with the next version of its policy.</summary>
    public void WriteAssignment(TeamId team, UserId user) =>
        WriteRow(AssignmentFormat.Instance, RowKeys.Assignment(team, user), new Assignment());

    /// <summary>Ends a user's assignment; the team's ledger must be written with the next version of its policy.</summary>
    public void DeleteAssignment(TeamId team, UserId user)
    {
        var key = RowKeys.Assignment(team, user);
        Stage(key, new StagedUnit(null, [], [key]));
    }

    /// <summary>Writes the seats of a product that a team has.</summary>
    public void WriteSubscription(TeamId team, ProductId product, Subscription subscription) =>
        WriteRow(SubscriptionFormat.Instance, RowKeys.Subscription(team, product), subscription);

    /// <summary>Notes that a result is settled, for ever (R7).</summary>
    public void WriteSettled(EventRef result, SettledResult settled) =>
        WriteRow(ResultFormat.Instance, RowKeys.Result(result), settled);

    /// <summary>Writes a meter.</summary>
    public void WriteMeter(TeamId team, MeterKey key, Meter meter) =>
        WriteRow(MeterFormat.Instance, RowKeys.Meter(team, key), meter);

    /// <summary>Writes what is known of the account.</summary>
    public void WriteAccount(Account account) => WriteRow(AccountFormat.Instance, RowKeys.Account, account);

    /// <summary>Writes an order.</summary>
    public void WriteOrder(Order order) => WriteRow(OrderFormat.Instance, RowKeys.Order(order.Id), order);

    /// <summary>Keeps the answer to a call under its idempotency key.</summary>
    public void WriteAnswer(IdempotencyKey key, StoredAnswer answer) =>
        WriteRow(AnswerFormat.Instance, RowKeys.Answer(key), answer);

    /// <summary>Sees to it that what expires with an order is found when its time comes (R12, R17).</summary>
    public void AnnounceExpiry(Order order)
    {
        Announce(DueEntry.Expiry(Account, order));
        Announce(DueEntry.ExpiryWarning(Account, order));
    }

    /// <summary>Sees to it that cloud credits are found when their time comes (R12).</summary>
    public void AnnounceExpiry(TeamId team, GrantKey credits) => Announce(DueEntry.Expiry(Account, team, credits));

    /// <summary>Notes that a team was warned.</summary>
    public void WriteWarning(TeamWarning warning) =>
        WriteRow(WarningFormat.Instance, RowKeys.Warning(warning), warning);

    /// <summary>Writes a mail of the outbox.</summary>
    public void WriteMail(OutboxMail mail) => WriteRow(MailFormat.Instance, RowKeys.Mail(mail.Key), mail);

    /// <summary>Puts a mail into the outbox that was decided just now, and sees to it that it is sent.</summary>
    public void PutIntoOutbox(OutboxMail mail)
    {
        Announce(DueEntry.Mail(Account, mail.Key, Now));
        WriteMail(mail);
    }

    /// <summary>Keeps what mails of the outbox say.</summary>
    public void WriteLetter(string key, SerializedLetter letter) =>
        WriteRow(LetterFormat.Instance, RowKeys.Letter(key), letter);

    /// <summary>Notes how far a team's ledger is checked, and whether a fault was found in it.</summary>
    public void WriteCheck(TeamLedger team, LedgerCheckpoint checkpoint, string? fault)
    {
        MayWriteBroken = true;
        WriteRow(CheckpointFormat.Instance, RowKeys.Checkpoint(team.Team), checkpoint);
        if (fault != team.Head.Fault)
        {
            WriteTeam(team with { Head = team.Head with { Fault = fault } });
        }
    }

    /// <summary>True if this decision is the check of a ledger, which alone may write one that is broken.</summary>
    private protected bool MayWriteBroken { get; private set; }

    /// <summary>
    /// The ledger without the days that its head remembers no more; they go into the rows of their months, the oldest month
    /// first, one with each commit.
    /// </summary>
    private async Task<TeamLedger> WithoutOldDaysAsync(TeamLedger ledger, DateOnly today)
    {
        var old = ledger.Head.Recent.Before(today.AddDays(1 - SpendHistory.RecentDays));
        if (old.Days.IsEmpty)
        {
            return ledger;
        }

        var first = old.Days.Keys.First();
        var next = new DateOnly(first.Year, first.Month, 1).AddMonths(1);
        var month = (await ReadSpendAsync(ledger.Team, first)).And(old.Before(next));
        WriteRow(SpendFormat.Instance, RowKeys.Spend(ledger.Team, first), month);
        var kept = new SpendHistory(ledger.Head.Recent.Days.RemoveRange(old.Before(next).Days.Keys));
        return ledger with { Head = ledger.Head with { Recent = kept } };
    }

    /// <summary>The ledger with alerts by an status; if something is to be warned of, whoever warns will find the team.</summary>
    private TeamLedger WithAlerts(TeamLedger ledger, BalanceStatus status)
    {
        var alerts = ledger.Head.Alerts.After(status);
        if (alerts.Due(status).Any())
        {
            Announce(DueEntry.Warnable(Account, ledger.Team, Now));
        }

        return ledger with
        {
            Head = ledger.Head with { Alerts = alerts },
        };
    }

    private void Announce(DueEntry entry) => _announced.Add(entry);

    private void Append(Row row) => _appended.Add(new RowOperation.Insert(row));

    private void Stage(string unit, StagedUnit staged) => _staged[unit] = staged;

    private void WriteRow<T>(RowFormat<T> format, string key, T value)
        where T : class => Stage(key, new StagedUnit(value, [format.Write(key, value)], []));

    /// <summary>What is to be written of a unit, and what it holds then.</summary>
    private protected sealed record StagedUnit(object? Value, IReadOnlyList<Row> Rows, IReadOnlyList<string> Deleted);
}
