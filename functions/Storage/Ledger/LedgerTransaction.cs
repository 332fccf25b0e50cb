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
    private readonly RowCache _cache;
    private readonly string _partition;
    private readonly HashSet<string> _fresh;
    private readonly bool _freshOnly;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<string, CachedRows> _read = [];
    private readonly Dictionary<string, StagedUnit> _staged = [];
    private readonly List<RowOperation> _appended = [];

    internal LedgerTransaction(
        IRowStore rows,
        RowCache cache,
        AccountId account,
        DateTimeOffset now,
        HashSet<string> fresh,
        bool freshOnly,
        CancellationToken cancellationToken
    )
    {
        (_rows, _cache, _fresh, _freshOnly, _cancellationToken) = (rows, cache, fresh, freshOnly, cancellationToken);
        (Account, Now, _partition) = (account, now, account.Value);
    }

    /// <summary>The account.</summary>
    public AccountId Account { get; }

    /// <summary>The instant of this try; what is usable is judged at it (R13).</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Reads a team's ledger; null if nobody has named the team (R10).</summary>
    public async Task<TeamLedger?> ReadTeamAsync(TeamId team) =>
        (TeamLedger?)(await ReadUnitAsync(RowKeys.Money(team), () => ReadMoneyAsync(team))).Value;

    /// <summary>Reads what is known of the account; null if nothing is.</summary>
    public Task<Account?> ReadAccountAsync() => ReadRowAsync(AccountFormat.Instance, RowKeys.Account);

    /// <summary>Reads an order; null if there is none.</summary>
    public Task<Order?> ReadOrderAsync(OrderId order) => ReadRowAsync(OrderFormat.Instance, RowKeys.Order(order));

    /// <summary>Reads the answer kept under an idempotency key; null if there is none.</summary>
    public Task<StoredAnswer?> ReadAnswerAsync(IdempotencyKey key) =>
        ReadRowAsync(AnswerFormat.Instance, RowKeys.Answer(key));

    /// <summary>Reads a team's meters; one that has seen nothing is left out.</summary>
    public async Task<ImmutableDictionary<MeterKey, Meter>> ReadMetersAsync(TeamId team, IEnumerable<MeterKey> keys)
    {
        const int atOnce = 32;
        var meters = ImmutableDictionary.CreateBuilder<MeterKey, Meter>();
        foreach (var chunk in keys.Chunk(atOnce))
        {
            var read = await Task.WhenAll(
                chunk.Select(key => ReadRowAsync(MeterFormat.Instance, RowKeys.Meter(team, key)))
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

    /// <summary>Reads blocks of a team's journal, from a number on, in order, at most 100 at a time.</summary>
    public async Task<IReadOnlyList<JournalBlock>> ReadBlocksAsync(TeamId team, long from, int atMost)
    {
        var rows = await _rows.ReadRangeAsync(
            RowKeys.Table,
            _partition,
            RowKeys.Block(team, from),
            RowKeys.AfterBlocks(team),
            atMost,
            _cancellationToken
        );
        return [.. rows.Select(BlockFormat.Instance.Read)];
    }

    /// <summary>True if the team's ledger and the meter were read from the store itself during this decision.</summary>
    public bool IsFresh(TeamId team, MeterKey meter) =>
        _fresh.Contains(RowKeys.Money(team)) && _fresh.Contains(RowKeys.Meter(team, meter));

    /// <summary>True if the team's ledger was read from the store itself during this decision.</summary>
    public bool IsFresh(TeamId team) => _fresh.Contains(RowKeys.Money(team));

    /// <summary>Forgets what was remembered of a team's ledger and a meter, so that they are read from the store.</summary>
    public void Refresh(TeamId team, MeterKey meter)
    {
        Forget(RowKeys.Money(team));
        Forget(RowKeys.Meter(team, meter));
    }

    /// <summary>Forgets what was remembered of a team's ledger, so that it is read from the store.</summary>
    public void Refresh(TeamId team) => Forget(RowKeys.Money(team));

    /// <summary>Writes a team's ledger as it is after postings, and the block that holds them.</summary>
    public void WriteTeam(TeamLedger ledger, JournalBlock block)
    {
        var (team, money) = (ledger.Team, RowKeys.Money(ledger.Team));
        _appended.Add(new RowOperation.Insert(BlockFormat.Instance.Write(RowKeys.Block(team, block.Number), block)));
        var rows = new List<Row> { HeadFormat.Instance.Write(RowKeys.Head(team), ledger.Head) };
        var before = ((TeamLedger?)_read[money].Value)?.Pool ?? GrantPool.Empty;
        rows.AddRange(
            ledger
                .Pool.ChangedSince(before)
                .Select(grant =>
                    GrantFormat.Instance.Write(
                        RowKeys.Grant(team, grant.Key),
                        new GrantRemaining(grant.Key, grant.Value)
                    )
                )
        );
        _staged[money] = new StagedUnit(ledger, rows);
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
    internal async Task CommitAsync()
    {
        var operations = new List<RowOperation>(_appended);
        foreach (var (unit, staged) in _staged)
        {
            var etags = ETagsOf(unit);
            operations.AddRange(
                staged.Rows.Select(row =>
                    etags.TryGetValue(row.Key, out var etag)
                        ? (RowOperation)new RowOperation.Replace(row, etag)
                        : new RowOperation.Insert(row)
                )
            );
        }

        if (operations.Count == 0)
        {
            return;
        }

        var (marked, bearer, id) = CommitId.Mark(operations);
        try
        {
            var etags = await _rows.CommitAsync(RowKeys.Table, _partition, marked, _cancellationToken);
            Remember(marked, etags);
        }
        catch (RowConflictException conflict)
        {
            Forget(UnitOf(conflict.Key));
            throw;
        }
        catch (RowStoreException failure)
        {
            foreach (var unit in _staged.Keys)
            {
                Forget(unit);
            }

            if (!failure.MayHaveBeenApplied || !await StandsAsync(bearer, id))
            {
                throw;
            }
        }
    }

    /// <summary>True if the commit with this id was carried out although no answer came.</summary>
    private async Task<bool> StandsAsync(string bearer, string id)
    {
        var row = await _rows.ReadAsync(RowKeys.Table, _partition, bearer, _cancellationToken);
        return row is not null && row.Properties.TryGetValue(CommitId.Property, out var found) && id.Equals(found);
    }

    private void Remember(List<RowOperation> operations, IReadOnlyList<string?> etags)
    {
        var written = operations.Zip(etags).ToDictionary(pair => pair.First.Key, pair => pair.Second!);
        foreach (var (unit, staged) in _staged)
        {
            var rows = new CachedRows(
                staged.Value,
                ETagsOf(unit).SetItems(staged.Rows.Select(row => KeyValuePair.Create(row.Key, written[row.Key])))
            );
            _cache.Remember(_partition, unit, rows);
            _fresh.Add(unit);
        }
    }

    private void WriteRow<T>(RowFormat<T> format, string key, T value)
        where T : class => _staged[key] = new StagedUnit(value, [format.Write(key, value)]);

    private async Task<T?> ReadRowAsync<T>(RowFormat<T> format, string key)
        where T : class =>
        (T?)(
            await ReadUnitAsync(
                key,
                async () =>
                    await _rows.ReadAsync(RowKeys.Table, _partition, key, _cancellationToken) is { } row
                        ? new CachedRows(format.Read(row), CachedRows.None.ETags.Add(key, row.ETag))
                        : CachedRows.None
            )
        ).Value;

    private async Task<CachedRows> ReadUnitAsync(string unit, Func<Task<CachedRows>> read)
    {
        if (_read.TryGetValue(unit, out var known))
        {
            return known;
        }

        var rows = _freshOnly && !_fresh.Contains(unit) ? null : _cache.Find(_partition, unit);
        if (rows is null)
        {
            rows = await read();
            _cache.Remember(_partition, unit, rows);
            _fresh.Add(unit);
        }

        _read[unit] = rows;
        return rows;
    }

    private async Task<CachedRows> ReadMoneyAsync(TeamId team)
    {
        const int page = 1_000;
        var (etags, pool, head) = (CachedRows.None.ETags.ToBuilder(), GrantPool.Empty.Remaining.ToBuilder(), default(LedgerHead));
        var from = RowKeys.Money(team);
        while (true)
        {
            var rows = await _rows.ReadRangeAsync(
                RowKeys.Table,
                _partition,
                from,
                RowKeys.AfterMoney(team),
                page,
                _cancellationToken
            );
            foreach (var row in rows)
            {
                etags[row.Key] = row.ETag;
                if (row.Key == RowKeys.Head(team))
                {
                    head = HeadFormat.Instance.Read(row);
                }
                else
                {
                    var grant = GrantFormat.Instance.Read(row);
                    pool[grant.Grant] = grant.Remaining;
                }
            }

            if (rows.Count < page)
            {
                break;
            }

            from = rows[^1].Key + "!";
        }

        return head is null
            ? CachedRows.None
            : new CachedRows(new TeamLedger(Account, team, head, new GrantPool(pool.ToImmutable())), etags.ToImmutable());
    }

    /// <summary>The entity tags a write goes by; rows that were not read must not exist.</summary>
    private ImmutableDictionary<string, string> ETagsOf(string unit) =>
        _read.GetValueOrDefault(unit, CachedRows.None).ETags;

    private void Forget(string unit)
    {
        _cache.Forget(_partition, unit);
        _read.Remove(unit);
        _fresh.Remove(unit);
    }

    /// <summary>Under which key a row is read and remembered: its own, or its team's money.</summary>
    private static string UnitOf(string key) =>
        key.StartsWith("team|", StringComparison.Ordinal) ? key[..(key.IndexOf('|', 5) + 1)] : key;

    private sealed record StagedUnit(object Value, IReadOnlyList<Row> Rows);
}
