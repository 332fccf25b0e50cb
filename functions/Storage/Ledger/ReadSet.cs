using System.Collections.Concurrent;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// The rows that one try to decide was made on: read from the store, or remembered of an earlier read, each once.
/// </summary>
/// <param name="rows">The store.</param>
/// <param name="cache">What this instance remembers.</param>
/// <param name="account">Whose rows.</param>
/// <param name="fresh">
/// What this decision itself read from the store or wrote to it, in this and earlier tries. It is kept apart from the
/// cache, which others may fill with older reads meanwhile.
/// </param>
/// <param name="freshOnly">True if nothing may be remembered from before this decision.</param>
/// <param name="now">The instant of this try.</param>
/// <param name="cancellationToken">Gives up.</param>
internal sealed class ReadSet(
    IRowStore rows,
    RowCache cache,
    AccountId account,
    ConcurrentDictionary<string, CachedRows> fresh,
    bool freshOnly,
    DateTimeOffset now,
    CancellationToken cancellationToken
)
{
    /// <summary>How old may be what is remembered of rows by which use is admitted or denied (R16).</summary>
    private static readonly TimeSpan s_admissionAge = TimeSpan.FromSeconds(60);

    private readonly string _partition = account.Value;

    /// <summary>Filled by reads that run at once, and end on whatever threads the store has.</summary>
    private readonly ConcurrentDictionary<string, CachedRows> _read = new(StringComparer.Ordinal);

    /// <summary>True if the unit was read from the store itself during this decision.</summary>
    public bool IsFresh(string unit) => fresh.ContainsKey(unit);

    /// <summary>The teams whose ledgers were read by this try.</summary>
    public IEnumerable<TeamLedger> Teams => _read.Values.Select(rows => rows.Value).OfType<TeamLedger>();

    /// <summary>A unit as it was read by this try; nothing if it was not read.</summary>
    public CachedRows Known(string unit) => _read.GetValueOrDefault(unit, CachedRows.None);

    /// <summary>Reads a single row, however long ago it was remembered: a commit that writes it finds out.</summary>
    public Task<T?> ReadRowAsync<T>(RowFormat<T> format, string key)
        where T : class => ReadRowAsync(format, key, _ => true, CachedRows.None);

    /// <summary>Reads a single row, remembered for at most 60 seconds: use is admitted by it, and no commit writes it.</summary>
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

    /// <summary>Reads all the money of a team; null if it has no head.</summary>
    public async Task<TeamLedger?> ReadTeamAsync(TeamId team) =>
        (TeamLedger?)(await ReadAsync(RowKeys.Money(team), () => ReadMoneyAsync(team), IsRecent)).Value;

    /// <summary>Reads rows that are never remembered.</summary>
    public async Task<IReadOnlyList<T>> ReadRangeAsync<T>(RowFormat<T> format, string from, string before, int atMost)
        where T : class
    {
        var found = await rows.ReadRangeAsync(RowKeys.Table, _partition, from, before, atMost, cancellationToken);
        return [.. found.Select(format.Read)];
    }

    /// <summary>Forgets a unit, so that it is read from the store next.</summary>
    public void Forget(string unit)
    {
        cache.Forget(_partition, unit);
        _read.TryRemove(unit, out _);
        fresh.TryRemove(unit, out _);
    }

    /// <summary>Remembers a unit as this try wrote it.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="value">What it holds now.</param>
    /// <param name="written">The rows that were written, with their tags.</param>
    /// <param name="deleted">The rows that were deleted.</param>
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
        // What this try read of a policy is of no use once it read a later head, which names another version.
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

    /// <summary>One range holds the grants and the head, so that they are of one moment.</summary>
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
