using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// The writes of a decision, staged for one commit (<see cref="LedgerTransaction"/>).
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

    /// <summary>The staged writes, by unit.</summary>
    private protected IReadOnlyDictionary<string, StagedUnit> Staged => _staged;

    /// <summary>The rows that are always new.</summary>
    private protected IReadOnlyList<RowOperation> Appended => _appended;

    /// <summary>The posted lines of all teams.</summary>
    internal IReadOnlyCollection<Posting> Posted => _posted;

    /// <summary>The due entries that are written before the commit.</summary>
    private protected IReadOnlyList<DueEntry> Announced => _announced;

    /// <summary>
    /// Posts lines to a team's journal and writes its ledger after them, with the spending of the day and the warnings that
    /// are due (R17).
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

        foreach (var ofMeter in batch.LateDays.GroupBy(late => late.Meter, late => late.Day))
        {
            var known = await ReadLateUsageAsync(team.Team, ofMeter.Key);
            if (known.With(ofMeter) is { } late)
            {
                WriteRow(LateUsageFormat.Instance, RowKeys.LateUsage(team.Team, ofMeter.Key), late);
            }
        }

        foreach (var result in batch.SettledResults)
        {
            WriteSettled(result, new SettledResult(team.Team, batch.After.Settled[result]));
        }
    }

    /// <summary>Writes a team's policy, and its ledger with the next policy version.</summary>
    public void WritePolicy(TeamLedger team, TeamPolicy policy)
    {
        WriteTeam(WithAlerts(team.WithNextPolicy(), BalanceStatus.Of(team.Head, team.Pool, policy, Now)));
        WriteRow(PolicyFormat.Instance, RowKeys.Policy(team.Team), policy);
    }

    /// <summary>Writes a team's ledger: its header, and the changed grants.</summary>
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

    /// <summary>Adds a named team to the account (R10); idempotent.</summary>
    public async Task NameAsync(TeamId team)
    {
        var account = await ReadAccountAsync();
        if (!account.Names(team))
        {
            WriteAccount(account.Naming(team));
        }
    }

    /// <summary>Assigns a user. The team's ledger must be written with the next policy version.</summary>
    public void WriteAssignment(TeamId team, UserId user) =>
        WriteRow(AssignmentFormat.Instance, RowKeys.Assignment(team, user), new Assignment());

    /// <summary>Ends a user's assignment. The team's ledger must be written with the next policy version.</summary>
    public void DeleteAssignment(TeamId team, UserId user)
    {
        var key = RowKeys.Assignment(team, user);
        Stage(key, new StagedUnit(null, [], [key]));
    }

    /// <summary>Writes a team's seats of a product.</summary>
    public void WriteSubscription(TeamId team, ProductId product, Subscription subscription) =>
        WriteRow(SubscriptionFormat.Instance, RowKeys.Subscription(team, product), subscription);

    /// <summary>Writes that a result is settled, for ever (R7).</summary>
    public void WriteSettled(EventRef result, SettledResult settled) =>
        WriteRow(ResultFormat.Instance, RowKeys.Result(result), settled);

    /// <summary>Writes a meter.</summary>
    public void WriteMeter(TeamId team, MeterKey key, Meter meter) =>
        WriteRow(MeterFormat.Instance, RowKeys.Meter(team, key), meter);

    /// <summary>Writes the account.</summary>
    public void WriteAccount(Account account) => WriteRow(AccountFormat.Instance, RowKeys.Account, account);

    /// <summary>Writes an order.</summary>
    public void WriteOrder(Order order) => WriteRow(OrderFormat.Instance, RowKeys.Order(order.Id), order);

    /// <summary>Stores the answer to a call under its idempotency key.</summary>
    public void WriteAnswer(IdempotencyKey key, StoredAnswer answer) =>
        WriteRow(AnswerFormat.Instance, RowKeys.Answer(key), answer);

    /// <summary>Schedules the expiry of an order and the warning before it (R12, R17).</summary>
    public void AnnounceExpiry(Order order)
    {
        Announce(DueEntry.Expiry(Account, order));
        Announce(DueEntry.ExpiryWarning(Account, order));
    }

    /// <summary>Schedules the expiry of cloud credits (R12).</summary>
    public void AnnounceExpiry(TeamId team, GrantKey credits) => Announce(DueEntry.Expiry(Account, team, credits));

    /// <summary>Writes that a team was warned.</summary>
    public void WriteWarning(TeamWarning warning) =>
        WriteRow(WarningFormat.Instance, RowKeys.Warning(warning), warning);

    /// <summary>Writes a mail to the outbox.</summary>
    public void WriteMail(OutboxMail mail) => WriteRow(MailFormat.Instance, RowKeys.Mail(mail.Key), mail);

    /// <summary>Writes a new mail to the outbox and schedules its sending.</summary>
    public void PutIntoOutbox(OutboxMail mail)
    {
        Announce(DueEntry.Mail(Account, mail.Key, Now));
        WriteMail(mail);
    }

    /// <summary>Writes the letter of mails in the outbox.</summary>
    public void WriteLetter(string key, SerializedLetter letter) =>
        WriteRow(LetterFormat.Instance, RowKeys.Letter(key), letter);

    /// <summary>Writes the checkpoint of a team's ledger, and the fault that the check found, if any.</summary>
    public void WriteCheck(TeamLedger team, LedgerCheckpoint checkpoint, string? fault)
    {
        MayWriteBroken = true;
        WriteRow(CheckpointFormat.Instance, RowKeys.Checkpoint(team.Team), checkpoint);
        if (fault != team.Head.Fault)
        {
            WriteTeam(team with { Head = team.Head with { Fault = fault } });
        }
    }

    /// <summary>True if this decision is the check of a ledger; only that may write a broken one.</summary>
    private protected bool MayWriteBroken { get; private set; }

    /// <summary>
    /// Returns the ledger without the days that are too old for its header. They move to the rows of their months, oldest
    /// month first, one month per commit.
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

    /// <summary>Returns the ledger with its alerts updated, and schedules the team's warnings if any are due.</summary>
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

    /// <summary>The writes of a unit, and its value after them.</summary>
    private protected sealed record StagedUnit(object? Value, IReadOnlyList<Row> Rows, IReadOnlyList<string> Deleted);
}
