using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// The reads of a decision on an account's rows. Each row is read once, from the cache or from the store
/// (<see cref="LedgerStore"/>).
/// </summary>
public abstract class LedgerReader
{
    /// <summary>How many rows are read in parallel.</summary>
    private const int AtOnce = 32;

    private readonly ReadSet _read;

    private protected LedgerReader(AccountId account, ReadSet read, DateTimeOffset now) =>
        (Account, _read, Now) = (account, read, now);

    /// <summary>The account.</summary>
    public AccountId Account { get; }

    /// <summary>The instant of this attempt, at which usable balances are judged (R13).</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Reads a team's ledger; null if nobody has named the team (R10).</summary>
    public Task<TeamLedger?> ReadTeamAsync(TeamId team) => _read.ReadTeamAsync(team);

    /// <summary>Reads a team's ledger; returns an empty one if nobody has named the team.</summary>
    public async Task<TeamLedger> ReadTeamOrNewAsync(TeamId team) =>
        await ReadTeamAsync(team) ?? TeamLedger.Of(Account, team);

    /// <summary>Reads the account.</summary>
    public async Task<Account> ReadAccountAsync() =>
        await _read.ReadRecentRowAsync(AccountFormat.Instance, RowKeys.Account) ?? Domain.Account.New;

    /// <summary>Reads a team's policy in the version of its header.</summary>
    public async Task<TeamPolicy> ReadPolicyAsync(TeamLedger team) =>
        team.Head.PolicyVersion == 0
            ? TeamPolicy.Default
            : await _read.ReadPolicyRowAsync(PolicyFormat.Instance, RowKeys.Policy(team.Team), team.Head.PolicyVersion)
                ?? TeamPolicy.Default;

    /// <summary>Returns true if a user is assigned to a team.</summary>
    public async Task<bool> IsAssignedAsync(TeamLedger team, UserId user) =>
        team.Head.PolicyVersion > 0
        && await _read.ReadPolicyRowAsync(
            AssignmentFormat.Instance,
            RowKeys.Assignment(team.Team, user),
            team.Head.PolicyVersion
        )
            is not null;

    /// <summary>Reads the invoices and policy that apply to some users.</summary>
    public async Task<Admission> ReadAdmissionAsync(TeamLedger team, IEnumerable<UserId> users)
    {
        var (account, policy) = (await ReadAccountAsync(), await ReadPolicyAsync(team));
        var assigned = ImmutableHashSet.CreateBuilder<UserId>();
        foreach (var user in policy.AssignedUsersOnly ? users.Distinct() : [])
        {
            if (await IsAssignedAsync(team, user))
            {
                assigned.Add(user);
            }
        }

        return new Admission(account.IsBlocked, policy, assigned.ToImmutable());
    }

    /// <summary>Reads the seats of a product that a team has.</summary>
    public async Task<Subscription> ReadSubscriptionAsync(TeamId team, ProductId product) =>
        await _read.ReadRowAsync(SubscriptionFormat.Instance, RowKeys.Subscription(team, product)) ?? Subscription.None;

    /// <summary>Reads which of some results are settled (R7), with the reasons of denials.</summary>
    public async Task<ImmutableDictionary<EventRef, string?>> ReadSettledAsync(IEnumerable<EventRef> results)
    {
        var settled = ImmutableDictionary.CreateBuilder<EventRef, string?>();
        foreach (var chunk in results.Chunk(AtOnce))
        {
            var read = await Task.WhenAll(
                chunk.Select(result => _read.ReadRowAsync(ResultFormat.Instance, RowKeys.Result(result)))
            );
            foreach (var (result, known) in chunk.Zip(read))
            {
                if (known is not null)
                {
                    settled[result] = known.Reason;
                }
            }
        }

        return settled.ToImmutable();
    }

    /// <summary>Reads the spending of a month, except for the days that are still in the team's header.</summary>
    private protected async Task<SpendHistory> ReadSpendAsync(TeamId team, DateOnly day) =>
        await _read.ReadRowAsync(SpendFormat.Instance, RowKeys.Spend(team, day)) ?? SpendHistory.None;

    /// <summary>Reads the last checkpoint of a team's ledger; null if it was never checked.</summary>
    public Task<LedgerCheckpoint?> ReadCheckpointAsync(TeamId team) =>
        _read.ReadRowAsync(CheckpointFormat.Instance, RowKeys.Checkpoint(team));

    /// <summary>Reads a team's warnings, newest first.</summary>
    /// <param name="team">The team.</param>
    /// <param name="after">The key of the last warning read before; null for the first page.</param>
    /// <param name="atMost">1 to 1,000.</param>
    public Task<IReadOnlyList<TeamWarning>> ReadWarningsAsync(TeamId team, string? after, int atMost) =>
        _read.ReadRangeAsync(
            WarningFormat.Instance,
            after is null ? RowKeys.Warnings(team) : RowKeys.Warnings(team) + after + "!",
            RowKeys.AfterWarnings(team),
            atMost
        );

    /// <summary>Reads a mail of the outbox; null if there is none.</summary>
    public Task<OutboxMail?> ReadMailAsync(string key) => _read.ReadRowAsync(MailFormat.Instance, RowKeys.Mail(key));

    /// <summary>Reads the letter of a mail in the outbox; null if there is none.</summary>
    public Task<SerializedLetter?> ReadLetterAsync(string key) =>
        _read.ReadRowAsync(LetterFormat.Instance, RowKeys.Letter(key));

    /// <summary>Reads an account's orders after another, in the order of their ids.</summary>
    public Task<IReadOnlyList<Order>> ReadOrdersAsync(OrderId? after, int atMost) =>
        _read.ReadRangeAsync(
            OrderFormat.Instance,
            after is { } last ? RowKeys.Order(last) + "!" : RowKeys.Orders,
            RowKeys.AfterOrders,
            atMost
        );

    /// <summary>Reads an account's late usage, in the order of teams, users and products.</summary>
    /// <param name="after">The team, user and product read last, joined by <c>|</c>; null for the first page.</param>
    /// <param name="atMost">1 to 1,000.</param>
    public Task<IReadOnlyList<TeamLateUsage>> ReadLateUsageAsync(string? after, int atMost) =>
        _read.ReadRangeAsync(
            LateUsageFormat.Instance,
            after is null ? RowKeys.LateUsages : RowKeys.LateUsages + after + "!",
            RowKeys.AfterLateUsages,
            atMost
        );

    /// <summary>Reads the late usage of a meter.</summary>
    private protected async Task<TeamLateUsage> ReadLateUsageAsync(TeamId team, MeterKey meter) =>
        await _read.ReadRowAsync(LateUsageFormat.Instance, RowKeys.LateUsage(team, meter))
        ?? new TeamLateUsage(team, meter, LateUsage.None);

    /// <summary>Reads an order; null if there is none.</summary>
    public Task<Order?> ReadOrderAsync(OrderId order) => _read.ReadRowAsync(OrderFormat.Instance, RowKeys.Order(order));

    /// <summary>Reads the answer that is stored under an idempotency key; null if there is none.</summary>
    public Task<StoredAnswer?> ReadAnswerAsync(IdempotencyKey key) =>
        _read.ReadRowAsync(AnswerFormat.Instance, RowKeys.Answer(key));

    /// <summary>Reads a team's meters; unused ones are left out.</summary>
    public async Task<ImmutableDictionary<MeterKey, Meter>> ReadMetersAsync(TeamId team, IEnumerable<MeterKey> keys)
    {
        var meters = ImmutableDictionary.CreateBuilder<MeterKey, Meter>();
        foreach (var chunk in keys.Chunk(AtOnce))
        {
            var read = await Task.WhenAll(
                chunk.Select(key => _read.ReadRowAsync(MeterFormat.Instance, RowKeys.Meter(team, key)))
            );
            foreach (var (key, meter) in chunk.Zip(read))
            {
                if (meter is not null)
                {
                    meters[key] = meter;
                }
            }
        }

        return meters.ToImmutable();
    }

    /// <summary>Reads blocks of a team's journal from a number on, in order; at most 1,000.</summary>
    public Task<IReadOnlyList<JournalBlock>> ReadBlocksAsync(TeamId team, long from, int atMost) =>
        _read.ReadRangeAsync(BlockFormat.Instance, RowKeys.Block(team, from), RowKeys.AfterBlocks(team), atMost);

    /// <summary>Reads the state that usage events of a team are decided on.</summary>
    public async Task<TeamUsage> ReadUsageAsync(TeamLedger team, IReadOnlyCollection<UsageEvent> events) =>
        new(team.Pool, await ReadMetersAsync(team.Team, events.Select(usage => usage.Meter).Distinct()))
        {
            Settled = await ReadSettledAsync(events.OfType<ResultEvent>().Select(result => result.Event).Distinct()),
            Admission = await ReadAdmissionAsync(team, events.Select(usage => usage.User)),
        };

    /// <summary>
    /// Decides on a team's rows and denies nothing on cached rows, which may be stale: while the decision denies something
    /// on them, they are read again and the decision is repeated.
    /// </summary>
    /// <typeparam name="T">The decision.</typeparam>
    /// <param name="team">The team.</param>
    /// <param name="decide">Reads and decides, but writes nothing. Its ledger is null if nobody has named the team.</param>
    /// <param name="denied">
    /// Returns the meters that a decision denies something to, and whether it writes them: the commit of a stale row fails.
    /// </param>
    public async Task<T> DecideOnTeamAsync<T>(
        TeamId team,
        Func<TeamLedger?, Task<T>> decide,
        Func<T, IEnumerable<(MeterKey Meter, bool IsWritten)>> denied
    )
    {
        while (true)
        {
            var ledger = await ReadTeamAsync(team);
            if (ledger is null or { Head.Fault: not null } && !IsFresh(team))
            {
                // It may have been named, or repaired, since.
                Refresh(team);
                continue;
            }

            var decision = await decide(ledger);
            var stale = denied(decision)
                .Distinct()
                .Where(denial => !MayDeny(team, denial.Meter, denial.IsWritten))
                .ToList();
            if (stale.Count == 0)
            {
                return decision;
            }

            stale.ForEach(denial => Refresh(team, denial.Meter, denial.IsWritten));
        }
    }

    /// <summary>Returns true if the team's ledger was read from the store during this decision.</summary>
    internal bool IsFresh(TeamId team) => _read.IsFresh(RowKeys.Money(team));

    /// <summary>Returns true if the rows that a denial depends on were read from the store during this decision.</summary>
    internal bool MayDeny(TeamId team, MeterKey meter, bool isWritten) =>
        RowsOfDenial(team, meter, isWritten).All(_read.IsFresh);

    /// <summary>Drops a team's cached ledger, so that it is read from the store.</summary>
    public void Refresh(TeamId team) => _read.Forget(RowKeys.Money(team));

    /// <summary>Drops a cached order, so that it is read from the store.</summary>
    public void Refresh(OrderId order) => _read.Forget(RowKeys.Order(order));

    /// <summary>Drops a cached answer, so that it is read from the store.</summary>
    public void Refresh(IdempotencyKey key) => _read.Forget(RowKeys.Answer(key));

    /// <summary>Drops the cached rows that a denial depends on, so that they are read from the store.</summary>
    internal void Refresh(TeamId team, MeterKey meter, bool isWritten) =>
        RowsOfDenial(team, meter, isWritten).ForEach(_read.Forget);

    /// <summary>The account, the ledger with its version of the policy, and the meter unless the decision writes it.</summary>
    private static List<string> RowsOfDenial(TeamId team, MeterKey meter, bool isWritten) =>
        [RowKeys.Money(team), RowKeys.Account, .. isWritten ? [] : (string[])[RowKeys.Meter(team, meter)]];
}
