using FlexFunctions.Domain;
using static FlexFunctions.Storage.Tests.WatchedLedger;

namespace FlexFunctions.Storage.Tests;

/// <summary>What the ledger does when somebody else was faster: it reads what was stale, and decides again.</summary>
public sealed class LostRaceTests : IDisposable
{
    private readonly WatchedLedger _ledger = new();
    private readonly LedgerStore _instance;

    public LostRaceTests() => _instance = _ledger.Instance();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Only_the_row_that_was_stale_is_read_again()
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
    public async Task What_this_decision_read_itself_it_knows_in_its_next_try()
    {
        var lost = 0;
        _ledger.Rows.AroundCommit = (table, commit) =>
            table == "Ledger" && lost++ == 0 ? throw new RowConflictException(0, "team|design|head") : commit();

        await DecideAsync(async it =>
        {
            // Mails are not remembered for later decisions.
            await it.ReadMailAsync("m1");
            return await BuyAsync(it, "o1", 10);
        });

        Assert.Equal(
            ["read mail|m1", "range team|design|", "range team|design|"],
            Calls().Where(call => !call.StartsWith("commit", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task After_a_second_lost_race_everything_is_read_again_at_once()
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
    public async Task A_decision_that_is_made_afresh_reads_everything_again_each_time()
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
    public async Task Lost_races_are_retried_at_once_then_with_delays()
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
        // The first nine tries, and one after each pause.
        Assert.Equal(9 + waits.Count, decided);
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task When_the_time_is_up_nothing_is_tried_again()
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
    public async Task Any_other_error_is_the_callers_at_once()
    {
        var decided = 0;
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            DecideAsync(_ => ++decided > 0 ? throw new InvalidDataException("damaged") : Task.FromResult(true))
        );
        Assert.Equal(1, decided);
    }

    [Fact]
    public async Task A_decision_can_be_given_up()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _instance.DecideAsync(Acme, it => it.ReadAccountAsync(), Start.AddMinutes(1), given.Token)
        );
    }

    [Fact]
    public async Task After_a_failure_of_the_store_what_was_to_be_written_is_read_again()
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
    public async Task A_commit_without_an_answer_is_looked_for_by_its_first_row(bool stands)
    {
        var lost = 0;
        _ledger.Rows.AroundCommit = async (table, commit) =>
        {
            if (table != "Ledger" || lost++ > 0)
            {
                return await commit();
            }

            if (stands)
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

        Assert.Equal(stands ? 1 : 2, decided);
        Assert.Equal(
            stands
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
    public async Task A_row_without_the_commits_own_id_is_another_commits()
    {
        var lost = 0;
        _ledger.Rows.AroundCommit = async (table, commit) =>
        {
            if (table == "Ledger" && lost++ == 0)
            {
                // A row that no commit of the ledger wrote.
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

    /// <summary>Reads a team and a meter that are not there, and remembers that.</summary>
    private Task<int> RememberAsync() =>
        DecideAsync(async it =>
        {
            await it.ReadTeamAsync(Team);
            await it.ReadMetersAsync(Team, [AnnsMeter]);
            return 0;
        });

    /// <summary>What the store was asked, but for what is due; the key of the grant is shortened.</summary>
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
