using System.Collections.Immutable;
using FlexFunctions.Domain;
using static FlexFunctions.Storage.Tests.WatchedLedger;

namespace FlexFunctions.Storage.Tests;

/// <summary>The rows that a decision writes, as every instance reads them back.</summary>
public sealed class LedgerRowsTests : IDisposable
{
    private readonly WatchedLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Unknown_account_is_empty()
    {
        Assert.Same(Domain.Account.New, await _ledger.DecideAsync(it => it.ReadAccountAsync()));
        Assert.Null(await _ledger.DecideAsync(it => it.ReadTeamAsync(Team)));
        Assert.Equal(TeamLedger.Of(Acme, Team), await _ledger.DecideAsync(it => it.ReadTeamOrNewAsync(Team)));
        Assert.Equal(Subscription.None, await _ledger.DecideAsync(it => it.ReadSubscriptionAsync(Team, Maya)));
        Assert.Null(await _ledger.DecideAsync(it => it.ReadCheckpointAsync(Team)));
        Assert.Null(await _ledger.DecideAsync(it => it.ReadMailAsync("m1")));
        Assert.Null(await _ledger.DecideAsync(it => it.ReadLetterAsync("l1")));
        Assert.Null(await _ledger.DecideAsync(it => it.ReadOrderAsync(OrderId.Of("o1"))));
        Assert.Empty(await _ledger.DecideAsync(it => it.ReadOrdersAsync(null, 10)));
        Assert.Empty(await _ledger.DecideAsync(it => it.ReadWarningsAsync(Team, null, 10)));
        Assert.Empty(await _ledger.DecideAsync(it => it.ReadBlocksAsync(Team, 1, 10)));
        Assert.Empty(await _ledger.DecideAsync(it => it.ReadMetersAsync(Team, [AnnsMeter])));
        Assert.Empty(await _ledger.DecideAsync(it => it.ReadSettledAsync([new EventRef("s", "e")])));
    }

    [Fact]
    public async Task Decision_exposes_its_account_and_the_time_of_the_attempt()
    {
        _ledger.Clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(
            (Acme, Start.AddSeconds(7)),
            await _ledger.DecideAsync(it => Task.FromResult((it.Account, it.Now)))
        );
    }

    [Fact]
    public async Task Team_is_stored_as_header_grants_and_journal()
    {
        await _ledger.BuyAsync("o1", 100, days: 30);
        await _ledger.BuyAsync("o2", 20, days: 10);

        var (team, blocks) = await _ledger.DecideAsync(async it =>
            (await it.ReadTeamAsync(Team), await it.ReadBlocksAsync(Team, 1, 10))
        );

        Assert.Equal((Acme, Team), (team!.Account, team.Team));
        Assert.Equal(
            [(Grant("o2", 20, 10), 20m), (Grant("o1", 100, 30), 100m)],
            team.Pool.Remaining.Select(grant => (grant.Key, grant.Value.Value))
        );
        Assert.Equal(Tokens.Whole(120), team.Head.Balance);
        Assert.Equal([1L, 2L], blocks.Select(block => block.Number));
        Assert.Equal(blocks[1].Hash, team.Head.Hash);
        Assert.NotNull(await _ledger.StoredAsync("team|design|head"));
        Assert.NotNull(await _ledger.StoredAsync("block|design|000000000002"));
        var ticks = Start.AddDays(10).UtcTicks;
        Assert.NotNull(await _ledger.StoredAsync($"team|design|grant|0{ticks}|0000000000000020000|o2"));
    }

    [Fact]
    public async Task Teams_with_similar_names_are_separate()
    {
        string[] teams = ["design", "design-2", "Design", "desig", "designs"];
        foreach (var name in teams)
        {
            await _ledger.DecideAsync(async it =>
            {
                var team = await it.ReadTeamOrNewAsync(TeamId.Of(name));
                Assert.Equal(TeamLedger.Of(Acme, TeamId.Of(name)), team);
                var grant = Grant($"of-{name}", 1);
                await it.PostAsync(team, team.Pool.With(grant), Bought(grant));
                it.WriteWarning(Warning(Start) with { Team = team.Team });
                return 0;
            });
        }

        foreach (var name in teams.Select(TeamId.Of))
        {
            var (team, blocks, warnings) = await _ledger.DecideAsync(async it =>
                (
                    await it.ReadTeamAsync(name),
                    await it.ReadBlocksAsync(name, 1, 10),
                    await it.ReadWarningsAsync(name, null, 10)
                )
            );
            Assert.Equal($"of-{name}", Assert.Single(team!.Pool.Remaining).Key.Order.Value);
            Assert.Equal(name, Assert.Single(blocks).Team);
            Assert.Equal(name, Assert.Single(warnings).Team);
        }
    }

    [Fact]
    public async Task Every_other_object_has_its_own_row()
    {
        var (result, answerTo) = (new EventRef("urn:maya", "e1"), IdempotencyKey.Of(Acme, "/v1/orders", "key-1"));
        var (mail, order, warning) = (Mail("m1"), Order("o1"), Warning(Start));
        var checkpoint = LedgerCheckpoint.Of(RecomputedLedger.Empty) with { Block = 3 };
        var answer = new StoredAnswer("digest", 201, "{}");
        var meter = Domain.Meter.Unused with { Declined = [Start] };
        await _ledger.DecideAsync(it =>
        {
            it.WriteAccount(Domain.Account.New.Naming(Team));
            it.WriteOrder(order);
            it.WriteMeter(Team, AnnsMeter, meter);
            it.WriteSubscription(Team, Maya, new Subscription(5, 2));
            it.WriteSettled(result, new SettledResult(Team, "denied"));
            it.WriteAnswer(answerTo, answer);
            it.WriteMail(mail);
            it.WriteLetter("l1", new SerializedLetter(new byte[] { 1, 2 }));
            it.WriteWarning(warning);
            it.WriteCheck(TeamLedger.Of(Acme, Team), checkpoint, null);
            return Task.FromResult(0);
        });

        Assert.Equal([Team], (await _ledger.DecideAsync(it => it.ReadAccountAsync())).Teams.AsEnumerable());
        Assert.Equal(order, await _ledger.DecideAsync(it => it.ReadOrderAsync(order.Id)));
        var meters = await _ledger.DecideAsync(it =>
            it.ReadMetersAsync(Team, [AnnsMeter, new(Ann, ProductId.Of("vred"))])
        );
        Assert.Equal(Start, Assert.Single(Assert.Single(meters).Value.Declined));
        Assert.Equal(new Subscription(5, 2), await _ledger.DecideAsync(it => it.ReadSubscriptionAsync(Team, Maya)));
        var settled = await _ledger.DecideAsync(it => it.ReadSettledAsync([new EventRef("urn:maya", "e2"), result]));
        Assert.Equal([KeyValuePair.Create(result, (string?)"denied")], settled);
        Assert.Equal(answer, await _ledger.DecideAsync(it => it.ReadAnswerAsync(answerTo)));
        Assert.Equal(mail.OperationId, (await _ledger.DecideAsync(it => it.ReadMailAsync("m1")))!.OperationId);
        Assert.Equal(
            new byte[] { 1, 2 },
            (await _ledger.DecideAsync(it => it.ReadLetterAsync("l1")))!.Content.ToArray()
        );
        Assert.Equal(3, (await _ledger.DecideAsync(it => it.ReadCheckpointAsync(Team)))!.Block);
        string[] keys =
        [
            "account",
            "answer|17e2c3c08f99e2ade5f6fd7e844c03a40ee46be5",
            "check|design",
            "letter|l1",
            "mail|m1",
            "meter|design|ann|maya",
            "order|o1",
            "result|dfec3495aa89dfef0328374b35dc2711cac6fc1f",
            "seats|design|maya",
            $"warning|design|{DateTimeOffset.MaxValue.UtcTicks - Start.UtcTicks}|LowBalance|",
        ];
        Assert.Equal(keys, await KeysAsync());
    }

    private async Task<IReadOnlyList<string>> KeysAsync()
    {
        var rows = await _ledger.Rows.ReadRangeAsync("Ledger", Acme.Value, "!", "~~", 1_000, default);
        return [.. rows.Select(row => row.Key)];
    }
}
