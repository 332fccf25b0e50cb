using FlexFunctions.Domain;
using static FlexFunctions.Storage.Tests.WatchedLedger;

namespace FlexFunctions.Storage.Tests;

/// <summary>The rows that an instance caches, for how long, and when it reads the store.</summary>
public sealed class RememberedRowsTests : IDisposable
{
    private static readonly OrderId s_order = OrderId.Of("o1");
    private static readonly IdempotencyKey s_answer = IdempotencyKey.Of(Acme, "/v1/orders", "key-1");

    private readonly WatchedLedger _ledger = new();
    private readonly LedgerStore _instance;

    public RememberedRowsTests() => _instance = _ledger.Instance();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Row_is_read_once_and_cached_even_if_it_does_not_exist()
    {
        Assert.Equal(["read meter|design|ann|maya"], await CallsAsync(ReadMeterAsync, ReadMeterAsync));

        _ledger.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Empty(await CallsAsync(ReadMeterAsync));
    }

    [Fact]
    public async Task Written_row_is_cached()
    {
        await CallsAsync(ReadMeterAsync);

        Assert.Equal(["commit Ledger +meter|design|ann|maya"], await CallsAsync(WriteMeterAsync));
        // The instance knows the entity tag without reading the row.
        Assert.Equal(["commit Ledger =meter|design|ann|maya"], await CallsAsync(WriteMeterAsync));
    }

    [Fact]
    public async Task Deleted_row_is_cached_as_missing()
    {
        await _ledger.AssignAnnAsync(TeamPolicy.Default);
        await CallsAsync(ReadAssignmentAsync);

        Assert.Equal(
            ["commit Ledger -user|design|ann =team|design|head"],
            await CallsAsync(async it =>
            {
                var team = (await it.ReadTeamAsync(Team))!;
                await it.IsAssignedAsync(team, Ann);
                it.DeleteAssignment(Team, Ann);
                it.WriteTeam(team with { Head = team.Head with { Balance = Tokens.Zero } });
            })
        );
        // A written row is cached without a policy version, so the assignment is read again.
        Assert.Equal(
            ["read user|design|ann", "commit Ledger +user|design|ann"],
            await CallsAsync(async it =>
            {
                Assert.False(await it.IsAssignedAsync((await it.ReadTeamAsync(Team))!, Ann));
                it.WriteAssignment(Team, Ann);
            })
        );
    }

    [Theory]
    [InlineData(60.000, false)]
    [InlineData(60.001, true)]
    public async Task Account_and_team_are_cached_for_a_minute(double seconds, bool isReadAgain)
    {
        await _ledger.BuyAsync("o1", 10);
        await CallsAsync(it => it.ReadAccountAsync(), it => it.ReadTeamAsync(Team));

        _ledger.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(
            isReadAgain ? ["read account", "range team|design|"] : [],
            await CallsAsync(it => it.ReadAccountAsync(), it => it.ReadTeamAsync(Team))
        );
        // A row that was read again is cached for another minute.
        _ledger.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(
            isReadAgain ? [] : ["read account", "range team|design|"],
            await CallsAsync(it => it.ReadAccountAsync(), it => it.ReadTeamAsync(Team))
        );
    }

    [Fact]
    public async Task Changes_by_others_are_visible_after_a_fresh_read()
    {
        await CallsAsync(it => it.ReadTeamAsync(Team));
        await _ledger.BuyAsync("o1", 10);

        Assert.Null(await DecideAsync(it => it.ReadTeamAsync(Team)));
        Assert.NotNull(await DecideFreshAsync(it => it.ReadTeamAsync(Team)));
        // Rows of a fresh read are cached too.
        Assert.NotNull(await DecideAsync(it => it.ReadTeamAsync(Team)));
    }

    [Fact]
    public async Task Fresh_decision_reads_each_row_once()
    {
        await _ledger.BuyAsync("o1", 10);
        await CallsAsync(it => it.ReadTeamAsync(Team), ReadMeterAsync);

        await DecideFreshAsync(async it =>
        {
            await it.ReadTeamAsync(Team);
            await ReadMeterAsync(it);
            await it.ReadTeamAsync(Team);
            await ReadMeterAsync(it);
            return 0;
        });

        Assert.Equal(["range team|design|", "read meter|design|ann|maya"], _ledger.Rows.TakeCalls());
    }

    [Fact]
    public async Task Policy_is_cached_until_the_header_has_another_version()
    {
        await WritePolicyAsync(assignedOnly: false);
        Assert.Equal(["range team|design|", "read policy|design"], await CallsAsync(ReadPolicyAsync));
        Assert.Empty(await CallsAsync(ReadPolicyAsync));

        await WritePolicyAsync(assignedOnly: true);
        Assert.Empty(await CallsAsync(ReadPolicyAsync));

        Assert.True(
            await DecideAsync(async it =>
            {
                Assert.False((await it.ReadPolicyAsync((await it.ReadTeamAsync(Team))!)).AssignedUsersOnly);
                it.Refresh(Team);
                // The new header has another policy version, so the cached policy is invalid.
                return (await it.ReadPolicyAsync((await it.ReadTeamAsync(Team))!)).AssignedUsersOnly;
            })
        );
        Assert.Equal(["range team|design|", "read policy|design"], _ledger.Rows.TakeCalls());
    }

    [Fact]
    public async Task Missing_assignment_is_cached_with_the_policy_version()
    {
        await WritePolicyAsync(assignedOnly: true);
        Assert.Equal(["range team|design|", "read user|design|ann"], await CallsAsync(ReadAssignmentAsync));
        Assert.Empty(await CallsAsync(ReadAssignmentAsync));

        await WritePolicyAsync(assignedOnly: true);
        _ledger.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(["range team|design|", "read user|design|ann"], await CallsAsync(ReadAssignmentAsync));
    }

    [Fact]
    public async Task Policy_rows_are_not_read_for_the_default_policy()
    {
        await _ledger.BuyAsync("o1", 10);
        Assert.Equal(["range team|design|"], await CallsAsync(ReadAssignmentAsync, ReadPolicyAsync));
    }

    [Fact]
    public async Task Mails_letters_and_warnings_are_not_cached()
    {
        string[] calls = ["read mail|m1", "read letter|l1", "range warning|design|"];
        async Task ReadAsync(LedgerTransaction it)
        {
            await it.ReadMailAsync("m1");
            await it.ReadMailAsync("m1");
            await it.ReadLetterAsync("l1");
            await it.ReadWarningsAsync(Team, null, 10);
        }

        Assert.Equal(calls, await CallsAsync(ReadAsync));
        Assert.Equal(calls, await CallsAsync(ReadAsync));
    }

    [Fact]
    public async Task Refreshed_rows_are_read_from_the_store()
    {
        async Task ReadAllAsync(LedgerTransaction it)
        {
            await it.ReadTeamAsync(Team);
            await it.ReadAccountAsync();
            await it.ReadMetersAsync(Team, [AnnsMeter]);
            await it.ReadOrderAsync(s_order);
            await it.ReadAnswerAsync(s_answer);
        }

        await CallsAsync(ReadAllAsync);
        Assert.Empty(await CallsAsync(ReadAllAsync));

        Assert.Equal(["range team|design|"], await AgainAsync(it => it.Refresh(Team)));
        Assert.Equal(
            ["range team|design|", "read account", "read meter|design|ann|maya"],
            await AgainAsync(it => it.Refresh(Team, AnnsMeter, isWritten: false))
        );
        Assert.Equal(
            ["range team|design|", "read account"],
            await AgainAsync(it => it.Refresh(Team, AnnsMeter, isWritten: true))
        );
        Assert.Equal(["read order|o1"], await AgainAsync(it => it.Refresh(s_order)));
        Assert.Equal([$"read answer|{s_answer}"], await AgainAsync(it => it.Refresh(s_answer)));

        Task<IReadOnlyList<string>> AgainAsync(Action<LedgerTransaction> refresh) =>
            CallsAsync(async it =>
            {
                await ReadAllAsync(it);
                refresh(it);
                await ReadAllAsync(it);
            });
    }

    [Fact]
    public async Task Rows_are_fresh_after_the_decision_read_them_from_the_store()
    {
        await _ledger.BuyAsync("o1", 10);
        await CallsAsync(it => it.ReadTeamAsync(Team), it => it.ReadAccountAsync(), ReadMeterAsync);

        await DecideAsync(async it =>
        {
            await it.ReadTeamAsync(Team);
            await it.ReadAccountAsync();
            await ReadMeterAsync(it);
            Assert.False(it.IsFresh(Team));
            Assert.False(it.MayDeny(Team, AnnsMeter, isWritten: false));

            it.Refresh(Team, AnnsMeter, isWritten: false);
            Assert.False(it.IsFresh(Team));
            await it.ReadTeamAsync(Team);
            Assert.True(it.IsFresh(Team));
            Assert.False(it.MayDeny(Team, AnnsMeter, isWritten: false));
            await it.ReadAccountAsync();
            Assert.False(it.MayDeny(Team, AnnsMeter, isWritten: false));
            // The commit of a denial that writes its meter checks that row.
            Assert.True(it.MayDeny(Team, AnnsMeter, isWritten: true));
            await ReadMeterAsync(it);
            Assert.True(it.MayDeny(Team, AnnsMeter, isWritten: false));

            it.Refresh(Team);
            Assert.False(it.MayDeny(Team, AnnsMeter, isWritten: false));
            return 0;
        });
    }

    private static Task ReadMeterAsync(LedgerTransaction transaction) => transaction.ReadMetersAsync(Team, [AnnsMeter]);

    private static async Task WriteMeterAsync(LedgerTransaction transaction)
    {
        await ReadMeterAsync(transaction);
        transaction.WriteMeter(Team, AnnsMeter, Meter.Unused);
    }

    private static async Task ReadPolicyAsync(LedgerTransaction transaction) =>
        await transaction.ReadPolicyAsync((await transaction.ReadTeamAsync(Team))!);

    private static async Task ReadAssignmentAsync(LedgerTransaction transaction) =>
        await transaction.IsAssignedAsync((await transaction.ReadTeamAsync(Team))!, Ann);

    private Task<int> WritePolicyAsync(bool assignedOnly) =>
        _ledger.DecideAsync(async it =>
        {
            var team = await it.ReadTeamOrNewAsync(Team);
            await it.ReadPolicyAsync(team);
            it.WritePolicy(team, TeamPolicy.Default with { AssignedUsersOnly = assignedOnly });
            return 0;
        });

    /// <summary>Returns the store calls of these decisions, made one after the other on the instance.</summary>
    private async Task<IReadOnlyList<string>> CallsAsync(params Func<LedgerTransaction, Task>[] decisions)
    {
        _ledger.Rows.TakeCalls();
        foreach (var decide in decisions)
        {
            await DecideAsync(async it =>
            {
                await decide(it);
                return 0;
            });
        }

        return _ledger.Rows.TakeCalls();
    }

    private Task<T> DecideAsync<T>(Func<LedgerTransaction, Task<T>> decide) =>
        _instance.DecideAsync(Acme, decide, _ledger.Clock.GetUtcNow().AddMinutes(1), default);

    private Task<T> DecideFreshAsync<T>(Func<LedgerTransaction, Task<T>> decide)
    {
        _ledger.Rows.TakeCalls();
        return _instance.DecideAfreshAsync(Acme, decide, _ledger.Clock.GetUtcNow().AddMinutes(1), default);
    }
}
