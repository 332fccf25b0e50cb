using FlexFunctions.Domain;
using static FlexFunctions.Storage.Tests.WatchedLedger;

namespace FlexFunctions.Storage.Tests;

/// <summary>Conflicts with other commits: the ledger reads stale rows again and repeats the decision.</summary>
public sealed class LostRaceTests : IDisposable
{
    private readonly WatchedLedger _ledger = new();
    private readonly LedgerStore _instance;

    public LostRaceTests() => _instance = _ledger.Instance();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Only_the_stale_row_is_read_again()
    {
        await RememberAsync();
        await _ledger.BuyAsync("others", 10);

        Assert.True(await DecideAsync(it => BuyWithMeterAsync(it, "o1")));

        Assert.Equal(
            [
                "commit Ledger +block|design|000000000001 +team|design|head {o1} +meter|design|ann|maya",
                "range team|design|",
                "commit Ledger +block|design|000000000002 =team|design|head {o1} +meter|design|ann|maya",
            ],
            Calls()
        );
    }

    [Fact]
    public async Task Retry_reuses_rows_that_the_decision_read_itself()
    {
        var lost = 0;
        _ledger.Rows.AroundCommit = (table, commit) =>
            table == "Ledger" && lost++ == 0 ? throw new RowConflictException(0, "team|design|head") : commit();

        await DecideAsync(async it =>
        {
            // Mails are not cached for later decisions.
            await it.ReadMailAsync("m1");
            return await BuyAsync(it, "o1", 10);
        });

        Assert.Equal(
            ["read mail|m1", "range team|design|", "range team|design|"],
            Calls().Where(call => !call.StartsWith("commit", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Second_conflict_reads_every_row_again()
    {
        await RememberAsync();
        var lost = 0;
        _ledger.Rows.AroundCommit = async (table, commit) =>
        {
            if (table == "Ledger" && lost < 2)
            {
                lost++;
                throw new RowConflictException(0, lost == 1 ? "team|design|head" : "order|unread");
            }

            return await commit();
        };

        Assert.True(await DecideAsync(it => BuyWithMeterAsync(it, "o1")));

        Assert.Equal(
            ["range team|design|", "range team|design|", "read meter|design|ann|maya"],
            Calls().Where(call => !call.StartsWith("commit", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Fresh_decision_reads_every_row_in_each_attempt()
    {
        var lost = 0;
        _ledger.Rows.AroundCommit = (table, commit) =>
            table == "Ledger" && lost++ == 0 ? throw new RowConflictException(0, "order|unread") : commit();

        await _instance.DecideAfreshAsync(Acme, it => BuyWithMeterAsync(it, "o1"), Start.AddMinutes(1), default);

        Assert.Equal(
            ["range team|design|", "read meter|design|ann|maya", "range team|design|", "read meter|design|ann|maya"],
            Calls().Where(call => !call.StartsWith("commit", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Conflicts_are_retried_with_delays_that_grow_from_milliseconds()
    {
        _ledger.Rows.AroundCommit = (table, commit) =>
            table == "Ledger" ? throw new RowConflictException(0, "account") : commit();
        var decided = 0;

        await Assert.ThrowsAsync<RowConflictException>(() =>
            DecideAsync(it =>
            {
                decided++;
                it.WriteAccount(Account.New);
                return Task.FromResult(true);
            })
        );

        var waits = _ledger.Clock.Waits;
        Assert.InRange(_ledger.Clock.GetUtcNow() - Start, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(65));
        // Three attempts without a delay, because the cache may be stale, and one after each delay.
        Assert.Equal(3 + waits.Count, decided);
        // Each delay is a random part of one that doubles: 160 ms, 320 ms, 640 ms, 1 s, 1 s, …
        for (var attempt = 0; attempt < waits.Count; attempt++)
        {
            var longest = TimeSpan.FromMilliseconds(Math.Min(160 << Math.Min(attempt, 3), 1_000));
            Assert.InRange(waits[attempt], TimeSpan.FromTicks(1), longest);
        }

        // A clock counts milliseconds, so some of many delays below a second are equal.
        Assert.InRange(waits.Distinct().Count(), waits.Count * 3 / 4, waits.Count);
    }

    [Fact]
    public async Task Race_of_a_fresh_decision_is_retried_after_milliseconds()
    {
        var lost = 0;
        _ledger.Rows.AroundCommit = (table, commit) =>
            table == "Ledger" && lost++ == 0 ? throw new RowConflictException(0, "order|unread") : commit();

        await _instance.DecideAfreshAsync(Acme, it => BuyAsync(it, "o1", 10), Start.AddMinutes(1), default);

        Assert.InRange(Assert.Single(_ledger.Clock.Waits), TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(40));
    }

    [Fact]
    public async Task Conflict_after_the_deadline_is_not_retried()
    {
        _ledger.Rows.AroundCommit = (_, _) => throw new RowConflictException(0, "account");
        var decided = 0;

        await Assert.ThrowsAsync<RowConflictException>(() =>
            _instance.DecideAsync(
                Acme,
                it =>
                {
                    decided++;
                    it.WriteAccount(Account.New);
                    return Task.FromResult(0);
                },
                Start,
                default
            )
        );

        Assert.Equal(1, decided);
    }

    [Fact]
    public async Task Any_other_error_is_thrown_without_a_retry()
    {
        var decided = 0;
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            DecideAsync(_ => ++decided > 0 ? throw new InvalidDataException("damaged") : Task.FromResult(true))
        );
        Assert.Equal(1, decided);
    }

    [Fact]
    public async Task Decision_can_be_canceled()
    {
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _instance.DecideAsync(Acme, it => it.ReadAccountAsync(), Start.AddMinutes(1), canceled.Token)
        );
    }

    [Fact]
    public async Task Store_failure_reads_the_written_rows_again()
    {
        await RememberAsync();
        var failed = 0;
        _ledger.Rows.AroundCommit = (table, commit) =>
            table == "Ledger" && failed++ == 0 ? throw new RowStoreException("busy", false) : commit();

        Assert.True(await DecideAsync(it => BuyWithMeterAsync(it, "o1")));

        var calls = Calls();
        Assert.Equal(
            ["range team|design|", "read meter|design|ann|maya"],
            calls.Where(call => !call.StartsWith("commit", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_without_a_response_is_found_by_its_first_row(bool applied)
    {
        var lost = 0;
        _ledger.Rows.AroundCommit = async (table, commit) =>
        {
            if (table != "Ledger" || lost++ > 0)
            {
                return await commit();
            }

            if (applied)
            {
                await commit();
            }

            throw new RowStoreException("No answer.", mayHaveBeenApplied: true);
        };
        var decided = 0;

        await DecideAsync(async it =>
        {
            await it.ReadAccountAsync();
            it.WriteAccount(Account.New.Naming(Team));
            return ++decided;
        });

        Assert.Equal(applied ? 1 : 2, decided);
        Assert.Equal(
            applied
                ? ["read account", "commit Ledger +account", "read account"]
                :
                [
                    "read account",
                    "commit Ledger +account",
                    "read account",
                    "read account",
                    "read account",
                    "commit Ledger +account",
                ],
            Calls()
        );
    }

    [Fact]
    public async Task Row_without_the_commit_id_belongs_to_another_commit()
    {
        var lost = 0;
        _ledger.Rows.AroundCommit = async (table, commit) =>
        {
            if (table == "Ledger" && lost++ == 0)
            {
                // This row is not written by a commit of the ledger.
                var row = AccountFormat.Instance.Write("account", Account.New);
                await _ledger.Rows.CommitAsync("Ledger", Acme.Value, [new RowOperation.Insert(row)], default);
                throw new RowStoreException("No answer.", mayHaveBeenApplied: true);
            }

            return await commit();
        };
        var decided = 0;

        await DecideAsync(async it =>
        {
            await it.ReadAccountAsync();
            it.WriteAccount(Account.New.Naming(Team));
            return ++decided;
        });

        Assert.Equal(2, decided);
        var stored = (await _ledger.StoredAsync("account"))!;
        Assert.Equal([Team], AccountFormat.Instance.Read(stored).Teams.AsEnumerable());
    }

    private static async Task<bool> BuyWithMeterAsync(LedgerTransaction transaction, string order)
    {
        await BuyAsync(transaction, order, 10);
        await transaction.ReadMetersAsync(Team, [AnnsMeter]);
        transaction.WriteMeter(Team, AnnsMeter, Meter.Unused);
        return true;
    }

    /// <summary>Reads a team and a meter that do not exist, so that the instance caches this.</summary>
    private Task<int> RememberAsync() =>
        DecideAsync(async it =>
        {
            await it.ReadTeamAsync(Team);
            await it.ReadMetersAsync(Team, [AnnsMeter]);
            return 0;
        });

    /// <summary>Returns the store calls except those to the due table, with a short form of the grant's key.</summary>
    private IEnumerable<string> Calls() =>
        _ledger
            .Rows.TakeCalls()
            .Where(call => !call.StartsWith("commit Due", StringComparison.Ordinal) && call != "read acme|design|")
            .Select(call => call.Replace("+" + RowKeys.Grant(Team, Grant("o1", 10)), "{o1}", StringComparison.Ordinal));

    private Task<T> DecideAsync<T>(Func<LedgerTransaction, Task<T>> decide)
    {
        _ledger.Rows.TakeCalls();
        return _instance.DecideAsync(Acme, decide, Start.AddMinutes(1), default);
    }
}
