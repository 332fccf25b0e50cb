using System.Diagnostics;
using FlexFunctions.Domain;
using static FlexFunctions.Storage.Tests.WatchedLedger;

namespace FlexFunctions.Storage.Tests;

/// <summary>The rows that one decision commits, the due entries before it, and its metrics.</summary>
public sealed class LedgerCommitTests : IDisposable
{
    private readonly WatchedLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Decision_without_writes_commits_nothing()
    {
        var id = await _ledger.DecideAsync(async it =>
        {
            await it.ReadAccountAsync();
            return it;
        });

        Assert.Null(id.Id);
        Assert.Equal(["read account"], _ledger.Rows.TakeCalls());
    }

    [Fact]
    public async Task Due_entries_are_announced_before_the_commit()
    {
        var order = Order("o1");
        await _ledger.DecideAsync(async it =>
        {
            await BuyAsync(it, "o1", 100);
            it.WriteOrder(order);
            it.AnnounceExpiry(order);
            it.AnnounceExpiry(Team, Grant("c1", 5, 9));
            it.PutIntoOutbox(Mail("m1"));
            return 0;
        });

        Assert.Equal(
            [
                "range team|design|",
                "commit Due +acme|design|",
                "commit Due +2027-11-02|acme||o1",
                "commit Due +2027-10-03|acme||o1",
                "commit Due +2026-11-11|acme|design|c1",
                "commit Due +acme||m1",
                $"commit Ledger +block|design|000000000001 +team|design|head +{RowKeys.Grant(Team, Grant("o1", 100))}"
                    + " +order|o1 +mail|m1",
            ],
            _ledger.Rows.TakeCalls()
        );
        Assert.Equal(
            new DueEntry(DueKind.Ledger, Start, Acme, Team, ""),
            Assert.Single(await DueAsync(DueKind.Ledger))
        );
        Assert.Equal(["c1", "o1"], (await DueAsync(DueKind.Expiry)).Select(entry => entry.Subject));
        Assert.Equal(["o1"], (await DueAsync(DueKind.ExpiryWarning)).Select(entry => entry.Subject));
        Assert.Equal(["m1"], (await DueAsync(DueKind.Mail)).Select(entry => entry.Subject));
    }

    [Fact]
    public async Task Existing_ledger_announces_nothing_and_writes_only_changes()
    {
        await _ledger.BuyAsync("o1", 100, 30);
        await _ledger.BuyAsync("o2", 100, 20);

        await _ledger.DecideAsync(it => ChargeAsync(it, 7));

        Assert.Equal(
            [
                "range team|design|",
                $"commit Ledger +block|design|000000000003 =team|design|head ={RowKeys.Grant(Team, Grant("o2", 100, 20))}",
            ],
            _ledger.Rows.TakeCalls()
        );
    }

    [Fact]
    public async Task Row_of_an_expired_grant_is_deleted()
    {
        await _ledger.BuyAsync("o1", 100, 30);
        await _ledger.BuyAsync("o2", 100, 20);
        var ended = Grant("o2", 100, 20);

        await _ledger.DecideAsync(async it =>
        {
            var team = (await it.ReadTeamAsync(Team))!;
            await it.PostAsync(team, team.Pool.Without(ended), new Posting.Expired(ended, Tokens.Whole(100)));
            return 0;
        });

        Assert.Null(await _ledger.StoredAsync(RowKeys.Grant(Team, ended)));
        Assert.NotNull(await _ledger.StoredAsync(RowKeys.Grant(Team, Grant("o1", 100, 30))));
        var team = await _ledger.DecideAsync(it => it.ReadTeamAsync(Team));
        Assert.Equal(Tokens.Whole(100), team!.Head.Balance);
    }

    [Fact]
    public async Task Committed_row_contains_the_commit_id()
    {
        var transaction = await _ledger.DecideAsync(it =>
        {
            it.WriteAccount(Account.New);
            return Task.FromResult(it);
        });
        Assert.Equal(transaction.Id, (await _ledger.StoredAsync("account"))!.Properties["Commit"]);
    }

    [Fact]
    public async Task Broken_ledger_rejects_every_write_except_its_check()
    {
        await _ledger.BuyAsync("o1", 100);
        await _ledger.BuyAsync("o2", 100);
        await CheckAsync("A thousandth is missing.");

        var broken = await Assert.ThrowsAsync<LedgerBrokenException>(() =>
            _ledger.DecideAsync(it => ChargeAsync(it, 7))
        );
        Assert.Equal(Team, broken.Team);
        Assert.Equal("The ledger of team 'design' does not add up: A thousandth is missing.", broken.Message);
        // Other rows of the team cannot be written either.
        await Assert.ThrowsAsync<LedgerBrokenException>(() =>
            _ledger.DecideAsync(async it =>
            {
                await it.ReadTeamAsync(Team);
                it.WriteMeter(Team, AnnsMeter, Meter.Unused);
                return 0;
            })
        );
        // The ledger can still be read, and other teams can still write.
        Assert.Equal("A thousandth is missing.", (await _ledger.DecideAsync(it => it.ReadTeamAsync(Team)))!.Head.Fault);
        await _ledger.DecideAsync(async it =>
        {
            it.WriteTeam(await it.ReadTeamOrNewAsync(TeamId.Of("build")));
            return 0;
        });

        await CheckAsync(null);
        Assert.True(await _ledger.DecideAsync(it => ChargeAsync(it, 7)));
    }

    [Fact]
    public async Task Check_with_an_unchanged_result_does_not_write_the_header()
    {
        await _ledger.BuyAsync("o1", 100);
        var before = (await _ledger.StoredAsync("team|design|head"))!.ETag;
        await CheckAsync(null);
        Assert.Equal(before, (await _ledger.StoredAsync("team|design|head"))!.ETag);
        await CheckAsync("wrong");
        var after = (await _ledger.StoredAsync("team|design|head"))!.ETag;
        Assert.NotEqual(before, after);
        await CheckAsync("wrong");
        Assert.Equal(after, (await _ledger.StoredAsync("team|design|head"))!.ETag);
    }

    [Fact]
    public async Task Check_continues_from_the_last_checked_block()
    {
        await _ledger.BuyAsync("o1", 100);
        await _ledger.BuyAsync("o2", 50);
        var blocks = await _ledger.DecideAsync(it => it.ReadBlocksAsync(Team, 1, 10));
        var recomputed = blocks.Aggregate(RecomputedLedger.Empty, (result, block) => result.Apply(block));
        await _ledger.DecideAsync(async it =>
        {
            it.WriteCheck((await it.ReadTeamAsync(Team))!, LedgerCheckpoint.Of(recomputed), null);
            return 0;
        });

        var checkpoint = (await _ledger.DecideAsync(it => it.ReadCheckpointAsync(Team)))!;

        Assert.Equal((2, blocks[1].Hash), (checkpoint.Block, checkpoint.Hash));
        Assert.Equal(Tokens.Whole(150), checkpoint.UsableAfterLastGrant);
        var again = checkpoint.From(blocks[1]);
        Assert.Same(blocks[1], again.Last);
        Assert.Equal(Tokens.Whole(150), again.Pool.Balance());
        Assert.Equal(Tokens.Whole(150), again.UsableAfterLastGrant);
        Assert.Equal(Tokens.Whole(150), again.Total(GrantUnit.Tokens, MovementKind.Bought));
    }

    [Theory]
    [InlineData("")]
    [InlineData("conflict")]
    [InlineData("store-failed")]
    [InlineData("answer-lost")]
    public async Task Commit_is_traced_with_its_outcome(string failure)
    {
        var account = AccountId.Of($"account-{Guid.NewGuid():N}");
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "FlexFunctions",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (account.Value.Equals(span.GetTagItem("flex.account")))
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var first = true;
        _ledger.Rows.AroundCommit = (_, commit) =>
        {
            var fails = first && failure.Length > 0;
            first = false;
            return !fails ? commit()
                : failure == "conflict" ? throw new RowConflictException(0, "account")
                : throw new RowStoreException("failed", failure == "answer-lost");
        };

        var committed = await _ledger
            .Instance()
            .DecideAsync(
                account,
                it =>
                {
                    it.WriteAccount(Account.New);
                    it.WriteMeter(Team, AnnsMeter, Meter.Unused);
                    return Task.FromResult(it);
                },
                Start.AddMinutes(1),
                default
            );

        var span = spans[^1];
        Assert.Equal(("commit ledger", ActivityKind.Client), (span.OperationName, span.Kind));
        Assert.Equal(committed.Id, span.GetTagItem("flex.commit"));
        Assert.Equal(2, span.GetTagItem("flex.rows"));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Null(span.GetTagItem("error.type"));
        Assert.Equal(failure.Length > 0 ? 2 : 1, spans.Count);
        if (failure.Length > 0)
        {
            Assert.Equal(failure == "conflict" ? true : null, spans[0].GetTagItem("flex.conflict"));
            Assert.Equal(failure == "conflict" ? null : failure, spans[0].GetTagItem("error.type"));
            Assert.Equal(failure == "conflict" ? ActivityStatusCode.Unset : ActivityStatusCode.Error, spans[0].Status);
        }
    }

    private Task<int> CheckAsync(string? fault) =>
        _ledger.DecideAsync(async it =>
        {
            await it.ReadCheckpointAsync(Team);
            var team = (await it.ReadTeamAsync(Team))!;
            it.WriteCheck(team, LedgerCheckpoint.Of(RecomputedLedger.Empty), fault);
            return 0;
        });

    private async Task<IEnumerable<DueEntry>> DueAsync(DueKind kind) =>
        (await _ledger.Instance().Due.ReadAsync(kind, null, null, 100, default)).Select(row => row.Entry);
}
