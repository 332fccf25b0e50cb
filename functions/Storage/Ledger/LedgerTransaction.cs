using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// One try to decide something on an account's rows: what was read of them, as it was read, and what is to be written.
/// All of it is committed together, on the entity tags of what was read, or not at all.
/// </summary>
public sealed class LedgerTransaction
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
    ) => (_rows, Account, _read, Now, _cancellationToken) = (rows, account, read, now, cancellationToken);

    /// <summary>The account.</summary>
    public AccountId Account { get; }

    /// <summary>The instant of this try; what is usable is judged at it (R13).</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Reads a team's ledger; null if nobody has named the team (R10).</summary>
    public Task<TeamLedger?> ReadTeamAsync(TeamId team) => _read.ReadTeamAsync(team);

    /// <summary>Reads what is known of the account; null if nothing is.</summary>
    public Task<Account?> ReadAccountAsync() => _read.ReadRowAsync(AccountFormat.Instance, RowKeys.Account);

    /// <summary>Reads an order; null if there is none.</summary>
    public Task<Order?> ReadOrderAsync(OrderId order) => _read.ReadRowAsync(OrderFormat.Instance, RowKeys.Order(order));

    /// <summary>Reads the answer kept under an idempotency key; null if there is none.</summary>
    public Task<StoredAnswer?> ReadAnswerAsync(IdempotencyKey key) =>
        _read.ReadRowAsync(AnswerFormat.Instance, RowKeys.Answer(key));

    /// <summary>Reads a team's meters; one that has seen nothing is left out.</summary>
    public async Task<ImmutableDictionary<MeterKey, Meter>> ReadMetersAsync(TeamId team, IEnumerable<MeterKey> keys)
    {
        const int atOnce = 32;
        var meters = ImmutableDictionary.CreateBuilder<MeterKey, Meter>();
        foreach (var chunk in keys.Chunk(atOnce))
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

    /// <summary>Reads blocks of a team's journal from a number on, in order, at most 1,000.</summary>
    public Task<IReadOnlyList<JournalBlock>> ReadBlocksAsync(TeamId team, long from, int atMost) =>
        _read.ReadRangeAsync(BlockFormat.Instance, RowKeys.Block(team, from), RowKeys.AfterBlocks(team), atMost);

    /// <summary>True if the team's ledger was read from the store itself during this decision.</summary>
    public bool IsFresh(TeamId team) => _read.IsFresh(RowKeys.Money(team));

    /// <summary>True if the team's ledger and the meter were read from the store itself during this decision.</summary>
    public bool IsFresh(TeamId team, MeterKey meter) => IsFresh(team) && _read.IsFresh(RowKeys.Meter(team, meter));

    /// <summary>Forgets what was remembered of a team's ledger, so that it is read from the store.</summary>
    public void Refresh(TeamId team) => _read.Forget(RowKeys.Money(team));

    /// <summary>Forgets what was remembered of a team's ledger and a meter, so that they are read from the store.</summary>
    public void Refresh(TeamId team, MeterKey meter)
    {
        Refresh(team);
        _read.Forget(RowKeys.Meter(team, meter));
    }

    /// <summary>Writes a team's ledger as it is after postings, and the block that holds them.</summary>
    public void WriteTeam(TeamLedger ledger, JournalBlock block)
    {
        var (team, unit) = (ledger.Team, RowKeys.Money(ledger.Team));
        var before = ((TeamLedger?)_read.Known(unit).Value)?.Pool ?? GrantPool.Empty;
        var grants = ledger
            .Pool.ChangedSince(before)
            .Select(grant =>
                GrantFormat.Instance.Write(RowKeys.Grant(team, grant.Key), new GrantRemaining(grant.Key, grant.Value))
            );
        _appended.Add(new RowOperation.Insert(BlockFormat.Instance.Write(RowKeys.Block(team, block.Number), block)));
        _staged[unit] = new StagedUnit(ledger, [HeadFormat.Instance.Write(RowKeys.Head(team), ledger.Head), .. grants]);
    }

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
        return staged.Rows.Select(row =>
            etags.TryGetValue(row.Key, out var etag)
                ? (RowOperation)new RowOperation.Replace(row, etag)
                : new RowOperation.Insert(row)
        );
    }

    private void Remember(List<RowOperation> operations, IReadOnlyList<string?> etags)
    {
        var written = operations
            .Zip(etags)
            .ToDictionary(pair => pair.First.Key, pair => pair.Second!, StringComparer.Ordinal);
        foreach (var (unit, staged) in _staged)
        {
            var rows = staged.Rows.Select(row => KeyValuePair.Create(row.Key, written[row.Key]));
            _read.Remember(unit, staged.Value, rows);
        }
    }

    private void WriteRow<T>(RowFormat<T> format, string key, T value)
        where T : class => _staged[key] = new StagedUnit(value, [format.Write(key, value)]);

    /// <summary>What is to be written of a unit, and what it holds then.</summary>
    private sealed record StagedUnit(object Value, IReadOnlyList<Row> Rows);
}
