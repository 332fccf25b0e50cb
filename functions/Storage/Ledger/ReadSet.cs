using System.Collections.Concurrent;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// The rows that one attempt at a decision reads, each once: from the store, or from the cache.
/// </summary>
/// <param name="rows">The store.</param>
/// <param name="cache">The cached rows of this instance.</param>
/// <param name="account">The account.</param>
/// <param name="fresh">
/// The rows that this decision read or wrote, in this and earlier attempts. They are kept apart from the cache, which
/// other decisions may fill with older rows meanwhile.
/// </param>
/// <param name="freshOnly">True if the cache must not be used.</param>
/// <param name="turn">The decision's turn at a team's money; null if it only reads.</param>
/// <param name="now">The instant of this attempt.</param>
/// <param name="cancellationToken">Cancels the reads.</param>
internal sealed class ReadSet(
    IRowStore rows,
    RowCache cache,
    AccountId account,
    ConcurrentDictionary<string, CachedRows> fresh,
    bool freshOnly,
    MoneyTurn? turn,
    DateTimeOffset now,
    CancellationToken cancellationToken
)
{
    /// <summary>The maximum age of cached rows that admit or deny use (R16).</summary>
    private static readonly TimeSpan s_admissionAge = TimeSpan.FromSeconds(60);

    private readonly string _partition = account.Value;

    /// <summary>Filled by parallel reads, which may end on any thread.</summary>
    private readonly ConcurrentDictionary<string, CachedRows> _read = new(StringComparer.Ordinal);

    /// <summary>Returns true if the unit was read from the store during this decision.</summary>
    public bool IsFresh(string unit) => fresh.ContainsKey(unit);

    /// <summary>The ledgers that this attempt has read.</summary>
    public IEnumerable<TeamLedger> Teams => _read.Values.Select(rows => rows.Value).OfType<TeamLedger>();

    /// <summary>Returns a unit as this attempt has read it; no rows if it was not read.</summary>
    public CachedRows Known(string unit) => _read.GetValueOrDefault(unit, CachedRows.None);

    /// <summary>Reads a single row, cached for any time: a commit that writes a stale row fails.</summary>
    public Task<T?> ReadRowAsync<T>(RowFormat<T> format, string key)
        where T : class => ReadRowAsync(format, key, _ => true, CachedRows.None);

    /// <summary>Reads a single row, cached for at most 60 seconds: it admits use, and no commit would detect that it is stale.</summary>
    public Task<T?> ReadRecentRowAsync<T>(RowFormat<T> format, string key)
        where T : class => ReadRowAsync(format, key, IsRecent, CachedRows.None);

    /// <summary>Reads a single row that belongs to a version of a team's policy.</summary>
    public Task<T?> ReadPolicyRowAsync<T>(RowFormat<T> format, string key, long policyVersion)
        where T : class =>
        ReadRowAsync(
            format,
            key,
            known => known.PolicyVersion == policyVersion,
            CachedRows.None with
            {
                PolicyVersion = policyVersion,
            }
        );

    /// <summary>Reads the header and grants of a team; null if it has no header.</summary>
    /// <exception cref="MoneyInUseException">The decision must wait for its turn at the money.</exception>
    public async Task<TeamLedger?> ReadTeamAsync(TeamId team)
    {
        if (turn is not null)
        {
            await turn.TakeAsync(team);
        }

        return (TeamLedger?)(await ReadAsync(RowKeys.Money(team), () => ReadMoneyAsync(team), IsRecent)).Value;
    }

    /// <summary>Reads rows that are never cached.</summary>
    public async Task<IReadOnlyList<T>> ReadRangeAsync<T>(RowFormat<T> format, string from, string before, int atMost)
        where T : class
    {
        var found = await rows.ReadRangeAsync(RowKeys.Table, _partition, from, before, atMost, cancellationToken);
        return [.. found.Select(format.Read)];
    }

    /// <summary>Drops a unit, so that it is read from the store next.</summary>
    public void Forget(string unit)
    {
        cache.Forget(_partition, unit);
        _read.TryRemove(unit, out _);
        fresh.TryRemove(unit, out _);
    }

    /// <summary>Caches a unit as this attempt wrote it.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="value">Its new value.</param>
    /// <param name="written">The written rows with their ETags.</param>
    /// <param name="deleted">The deleted rows.</param>
    public void Remember(
        string unit,
        object? value,
        IEnumerable<KeyValuePair<string, string>> written,
        IEnumerable<string> deleted
    ) => Keep(unit, new CachedRows(value, Known(unit).ETags.RemoveRange(deleted).SetItems(written), now));

    private bool IsRecent(CachedRows known) => now - known.ReadAt <= s_admissionAge;

    private async Task<T?> ReadRowAsync<T>(
        RowFormat<T> format,
        string key,
        Func<CachedRows, bool> mayBeUsed,
        CachedRows absent
    )
        where T : class =>
        (T?)
            (
                await ReadAsync(
                    key,
                    async () =>
                        await rows.ReadAsync(RowKeys.Table, _partition, key, cancellationToken) is { } row
                            ? absent with
                            {
                                Value = format.Read(row),
                                ETags = absent.ETags.Add(key, row.ETag),
                            }
                            : absent,
                    mayBeUsed
                )
            ).Value;

    private async Task<CachedRows> ReadAsync(string unit, Func<Task<CachedRows>> read, Func<CachedRows, bool> mayBeUsed)
    {
        // A policy that this attempt has read is outdated once it has read a header with a later policy version.
        if (_read.TryGetValue(unit, out var known) && mayBeUsed(known))
        {
            return known;
        }

        var found = fresh.GetValueOrDefault(unit) ?? (freshOnly ? null : cache.Find(_partition, unit));
        if (found is null || !mayBeUsed(found))
        {
            found = await read() with { ReadAt = now };
            Keep(unit, found);
        }

        _read[unit] = found;
        return found;
    }

    private void Keep(string unit, CachedRows rows)
    {
        if (RowKeys.IsRemembered(unit))
        {
            cache.Remember(_partition, unit, rows);
        }

        fresh[unit] = rows;
    }

    /// <summary>Reads grants and header as one range, so that they are consistent.</summary>
    private async Task<CachedRows> ReadMoneyAsync(TeamId team)
    {
        const int page = 1_000;
        var etags = CachedRows.None.ETags.ToBuilder();
        var pool = GrantPool.Empty.Remaining.ToBuilder();
        TeamHeader? head = null;
        for (var from = RowKeys.Money(team); from is not null; )
        {
            var found = await rows.ReadRangeAsync(
                RowKeys.Table,
                _partition,
                from,
                RowKeys.AfterMoney(team),
                page,
                cancellationToken
            );
            foreach (var row in found)
            {
                etags[row.Key] = row.ETag;
                if (row.Key == RowKeys.Head(team))
                {
                    head = TeamHeaderFormat.Instance.Read(row);
                }
                else
                {
                    var (grant, remaining) = GrantFormat.Instance.Read(row);
                    pool[grant] = remaining;
                }
            }

            from = found.Count < page ? null : found[^1].Key + "!";
        }

        return head is null
            ? CachedRows.None
            : new CachedRows(
                new TeamLedger(account, team, head, new GrantPool(pool.ToImmutable())),
                etags.ToImmutable()
            );
    }
}
