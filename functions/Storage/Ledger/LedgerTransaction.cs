using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// One try to decide something on an account's rows: what was read of them, as it was read, and what is to be written.
/// All of it is committed together, on the entity tags of what was read, or not at all.
/// </summary>
public sealed class LedgerTransaction : LedgerReader
{
    private readonly IRowStore _rows;
    private readonly ReadSet _read;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<string, StagedUnit> _staged = new(StringComparer.Ordinal);
    private readonly List<RowOperation> _appended = [];

    /// <summary>The row that bears the commit's id, and the id; told once it is committed.</summary>
    private string _bearer = "";
    private string _id = "";

    internal LedgerTransaction(
        IRowStore rows,
        AccountId account,
        ReadSet read,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
        : base(account, read, now) => (_rows, _read, _cancellationToken) = (rows, read, cancellationToken);

    /// <summary>Posts lines to a team's journal and writes its ledger as it is after them.</summary>
    /// <param name="team">The ledger before them.</param>
    /// <param name="pool">The grants after them.</param>
    /// <param name="postings">At least one.</param>
    public void Post(TeamLedger team, GrantPool pool, params ImmutableArray<Posting> postings)
    {
        var (ledger, block) = team.Post(postings, pool, Now);
        _appended.Add(
            new RowOperation.Insert(BlockFormat.Instance.Write(RowKeys.Block(team.Team, block.Number), block))
        );
        WriteTeam(ledger);
    }

    /// <summary>Writes a team's ledger: its head, and the grants that changed.</summary>
    public void WriteTeam(TeamLedger ledger)
    {
        var (team, unit) = (ledger.Team, RowKeys.Money(ledger.Team));
        var before = ((TeamLedger?)_read.Known(unit).Value)?.Pool ?? GrantPool.Empty;
        var grants = ledger
            .Pool.ChangedSince(before)
            .Select(grant =>
                GrantFormat.Instance.Write(RowKeys.Grant(team, grant.Key), new GrantRemaining(grant.Key, grant.Value))
            );
        _staged[unit] = new StagedUnit(
            ledger,
            [HeadFormat.Instance.Write(RowKeys.Head(team), ledger.Head), .. grants],
            [.. ledger.Pool.GoneSince(before).Select(grant => RowKeys.Grant(team, grant))]
        );
    }

    /// <summary>Notes in the account that a team is named (R10), if it was not before.</summary>
    public async Task NameAsync(TeamId team)
    {
        var account = await ReadAccountAsync();
        if (account.Naming(team) is var naming && !ReferenceEquals(naming, account))
        {
            WriteAccount(naming);
        }
    }

    /// <summary>Writes a team's policy; its ledger must be written with the next version of it.</summary>
    public void WritePolicy(TeamId team, TeamPolicy policy) =>
        WriteRow(PolicyFormat.Instance, RowKeys.Policy(team), policy);

    /// <summary>Assigns a user; the team's ledger must be written with the next version of its policy.</summary>
    public void WriteAssignment(TeamId team, UserId user) =>
        WriteRow(AssignmentFormat.Instance, RowKeys.Assignment(team, user), new Assignment());

    /// <summary>Ends a user's assignment; the team's ledger must be written with the next version of its policy.</summary>
    public void DeleteAssignment(TeamId team, UserId user)
    {
        var key = RowKeys.Assignment(team, user);
        _staged[key] = new StagedUnit(null, [], [key]);
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

    /// <summary>Commits what was written; nothing, if nothing was.</summary>
    /// <exception cref="RowConflictException">What was decided on has changed.</exception>
    /// <exception cref="RowStoreException">The store failed; <see cref="StandsAsync"/> tells a lost answer.</exception>
    internal async Task CommitAsync()
    {
        List<RowOperation> operations = [.. _appended, .. _staged.SelectMany(unit => Operations(unit.Key, unit.Value))];
        if (operations.Count == 0)
        {
            return;
        }

        (var marked, _bearer, _id) = CommitId.Mark(operations);
        try
        {
            var etags = await _rows.CommitAsync(RowKeys.Table, Account.Value, marked, _cancellationToken);
            Remember(marked, etags);
        }
        catch (RowConflictException conflict)
        {
            _read.Forget(RowKeys.UnitOf(conflict.Key));
            throw;
        }
        catch (RowStoreException)
        {
            foreach (var unit in _staged.Keys)
            {
                _read.Forget(unit);
            }

            throw;
        }
    }

    /// <summary>True if the commit was carried out, which is asked when no answer came.</summary>
    /// <exception cref="RowStoreException">It is still not known.</exception>
    internal async Task<bool> StandsAsync()
    {
        var row = await _rows.ReadAsync(RowKeys.Table, Account.Value, _bearer, _cancellationToken);
        return row is not null && row.Properties.TryGetValue(CommitId.Property, out var found) && _id.Equals(found);
    }

    private IEnumerable<RowOperation> Operations(string unit, StagedUnit staged)
    {
        var etags = _read.Known(unit).ETags;
        return staged
            .Rows.Select(row =>
                etags.TryGetValue(row.Key, out var etag)
                    ? (RowOperation)new RowOperation.Replace(row, etag)
                    : new RowOperation.Insert(row)
            )
            .Concat(staged.Deleted.Select(key => new RowOperation.Delete(key, etags[key])));
    }

    private void Remember(List<RowOperation> operations, IReadOnlyList<string?> etags)
    {
        var written = operations
            .Zip(etags)
            .ToDictionary(pair => pair.First.Key, pair => pair.Second!, StringComparer.Ordinal);
        foreach (var (unit, staged) in _staged)
        {
            var rows = staged.Rows.Select(row => KeyValuePair.Create(row.Key, written[row.Key]));
            _read.Remember(unit, staged.Value, rows, staged.Deleted);
        }
    }

    private void WriteRow<T>(RowFormat<T> format, string key, T value)
        where T : class => _staged[key] = new StagedUnit(value, [format.Write(key, value)], []);

    /// <summary>What is to be written of a unit, and what it holds then.</summary>
    private sealed record StagedUnit(object? Value, IReadOnlyList<Row> Rows, IReadOnlyList<string> Deleted);
}
