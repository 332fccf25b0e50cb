using System.Collections.Immutable;
using FlexFunctions.Domain;
using static FlexFunctions.Storage.Tests.WatchedLedger;

namespace FlexFunctions.Storage.Tests;

/// <summary>What a decision writes is in the rows that it is to be in, and every instance reads it back.</summary>
public sealed class LedgerRowsTests : IDisposable
{
    private static readonly Money s_free = new(0, "GBP");

    private readonly WatchedLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task An_account_that_nothing_is_known_of_is_empty()
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
    public async Task A_decision_knows_its_account_and_the_instant_of_its_try()
    {
        _ledger.Clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(
            (Acme, Start.AddSeconds(7)),
            await _ledger.DecideAsync(it => Task.FromResult((it.Account, it.Now)))
        );
    }

    [Fact]
    public async Task A_teams_money_is_its_head_its_grants_and_its_journal()
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
    public async Task Blocks_are_read_from_a_number_on_and_no_more_than_asked_for()
    {
        foreach (var order in Enumerable.Range(1, 5))
        {
            await _ledger.BuyAsync($"o{order}", 1);
        }

        var blocks = await _ledger.DecideAsync(it => it.ReadBlocksAsync(Team, 2, 3));

        Assert.Equal([2L, 3L, 4L], blocks.Select(block => block.Number));
    }

    [Fact]
    public async Task Teams_whose_names_begin_alike_are_apart()
    {
        string[] teams = ["design", "design-2", "Design", "desig", "designs"];
        foreach (var name in teams)
        {
            await _ledger.DecideAsync(async it =>
            {
                var team = await it.ReadTeamOrNewAsync(TeamId.Of(name));
                Assert.Equal(TeamLedger.Of(Acme, TeamId.Of(name)), team);
                var grant = Grant($"of-{name}", 1);
                await it.PostAsync(team, team.Pool.With(grant), new Posting.Bought(grant, s_free, s_free));
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
    public async Task A_pool_of_more_grants_than_one_answer_holds_is_read_whole()
    {
        for (var page = 0; page < 24; page++)
        {
            await _ledger.DecideAsync(async it =>
            {
                var team = await it.ReadTeamOrNewAsync(Team);
                var grants = Enumerable.Range(page * 90, 90).Select(number => Grant($"o{number}", 1)).ToList();
                var pool = grants.Aggregate(team.Pool, (so, grant) => so.With(grant));
                await it.PostAsync(team, pool, [.. grants.Select(grant => new Posting.Bought(grant, s_free, s_free))]);
                return 0;
            });
        }

        var read = await _ledger
            .Instance()
            .DecideAsync(Acme, it => it.ReadTeamAsync(Team), Start.AddMinutes(1), default);

        Assert.Equal(24 * 90, read!.Pool.Remaining.Count);
        Assert.Equal(
            3,
            _ledger.Rows.TakeCalls().Count(call => call.StartsWith("range team|design|", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Everything_else_has_a_row_of_its_own()
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
            it.WriteLetter("l1", new FrozenLetter(new byte[] { 1, 2 }));
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

    [Fact]
    public async Task Many_meters_and_many_results_are_read_each()
    {
        var users = Enumerable.Range(0, 70).Select(number => UserId.Of($"user-{number}")).ToList();
        var results = Enumerable.Range(0, 70).Select(number => new EventRef("urn:maya", $"e{number}")).ToList();
        await _ledger.DecideAsync(it =>
        {
            foreach (var number in (int[])[0, 31, 32, 33, 64, 69])
            {
                it.WriteMeter(
                    Team,
                    new MeterKey(users[number], Maya),
                    Domain.Meter.Unused with
                    {
                        ForgottenBefore = Start.AddDays(number),
                    }
                );
                it.WriteSettled(results[number], new SettledResult(Team, $"reason-{number}"));
            }

            return Task.FromResult(0);
        });

        var (meters, settled) = await _ledger.DecideAsync(async it =>
            (
                await it.ReadMetersAsync(Team, users.Select(user => new MeterKey(user, Maya))),
                await it.ReadSettledAsync(results)
            )
        );

        Assert.Equal(
            [0, 31, 32, 33, 64, 69],
            meters.Select(meter => (meter.Value.ForgottenBefore - Start).Days).Order()
        );
        Assert.All(meters, meter => Assert.Equal(users[(meter.Value.ForgottenBefore - Start).Days], meter.Key.User));
        Assert.Equal(6, settled.Count);
        Assert.Equal("reason-64", settled[results[64]]);
    }

    [Fact]
    public async Task Orders_are_read_by_their_ids_from_one_on()
    {
        await _ledger.DecideAsync(it =>
        {
            foreach (var id in (string[])["o2", "o10", "o1", "o3"])
            {
                it.WriteOrder(Order(id));
            }

            return Task.FromResult(0);
        });

        Assert.Equal(["o1", "o10"], await IdsAsync(null, 2));
        Assert.Equal(["o2", "o3"], await IdsAsync("o10", 2));
        Assert.Equal(["o10", "o2", "o3"], await IdsAsync("o1", 100));

        async Task<IEnumerable<string>> IdsAsync(string? after, int atMost) =>
            (
                await _ledger.DecideAsync(it => it.ReadOrdersAsync(after is null ? null : OrderId.Of(after), atMost))
            ).Select(order => order.Id.Value);
    }

    [Fact]
    public async Task Warnings_are_read_the_newest_first_and_from_one_on()
    {
        await _ledger.DecideAsync(it =>
        {
            foreach (var hours in (int[])[3, 1, 2])
            {
                it.WriteWarning(Warning(Start.AddHours(hours)));
            }

            return Task.FromResult(0);
        });

        Assert.Equal([3, 2], await HoursAsync(null, 2));
        Assert.Equal([1], await HoursAsync(Warning(Start.AddHours(2)).Key, 10));

        async Task<IEnumerable<int>> HoursAsync(string? after, int atMost) =>
            (await _ledger.DecideAsync(it => it.ReadWarningsAsync(Team, after, atMost))).Select(warning =>
                (warning.At - Start).Hours
            );
    }

    [Fact]
    public async Task Who_is_assigned_is_known_by_a_version_of_the_policy()
    {
        var bob = UserId.Of("bob");
        var only = TeamPolicy.Default with { AssignedUsersOnly = true };
        await _ledger.DecideAsync(async it =>
        {
            it.WritePolicy(await it.ReadTeamOrNewAsync(Team), only);
            it.WriteAssignment(Team, Ann);
            return 0;
        });

        var admission = await _ledger.DecideAsync(async it =>
            await it.ReadAdmissionAsync((await it.ReadTeamAsync(Team))!, [Ann, bob, Ann])
        );
        Assert.True(admission.Policy.AssignedUsersOnly);
        Assert.Equal([Ann], admission.Assigned);
        Assert.False(admission.PaymentOverdue);
        Assert.NotNull(await _ledger.StoredAsync("policy|design"));
        Assert.NotNull(await _ledger.StoredAsync("user|design|ann"));

        await _ledger.DecideAsync(async it =>
        {
            var team = (await it.ReadTeamAsync(Team))!;
            Assert.Equal(1, team.Head.PolicyVersion);
            Assert.True(await it.IsAssignedAsync(team, Ann));
            it.WriteTeam(team.WithNextPolicy());
            it.DeleteAssignment(Team, Ann);
            return 0;
        });

        Assert.Null(await _ledger.StoredAsync("user|design|ann"));
        Assert.False(
            await _ledger.DecideAsync(async it => await it.IsAssignedAsync((await it.ReadTeamAsync(Team))!, Ann))
        );
    }

    [Fact]
    public async Task Nobody_is_asked_about_where_all_are_admitted()
    {
        await _ledger.BuyAsync("o1", 10);
        await _ledger.DecideAsync(it =>
        {
            it.WriteAccount(Domain.Account.New with { Overdue = [OrderId.Of("o1")] });
            return Task.FromResult(0);
        });

        var admission = await _ledger
            .Instance()
            .DecideAsync(
                Acme,
                async it => await it.ReadAdmissionAsync((await it.ReadTeamAsync(Team))!, [Ann]),
                Start.AddMinutes(1),
                default
            );

        Assert.True(admission.PaymentOverdue);
        Assert.Empty(admission.Assigned);
        // A team without a policy of its own has none that could be read.
        Assert.Equal(["range team|design|", "read account"], _ledger.Rows.TakeCalls());
    }

    [Fact]
    public async Task A_policy_that_is_gone_is_the_one_of_a_new_team()
    {
        await _ledger.DecideAsync(async it =>
        {
            it.WriteTeam((await it.ReadTeamOrNewAsync(Team)).WithNextPolicy());
            return 0;
        });

        Assert.Same(
            TeamPolicy.Default,
            await _ledger.DecideAsync(async it => await it.ReadPolicyAsync((await it.ReadTeamAsync(Team))!))
        );
    }

    private static OutboxMail Mail(string key) =>
        new(
            key,
            Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
            "ann@example.com",
            "l1",
            [],
            Start,
            MailStatus.Waiting,
            Start,
            0,
            null
        );

    private static TeamWarning Warning(DateTimeOffset at) =>
        new(Team, WarningKind.LowBalance, at, Tokens.Whole(3), 20, null, [], []);

    private static Order Order(string id) =>
        new(
            OrderId.Of(id),
            Acme,
            Team,
            100,
            new Money(3, "GBP"),
            "GB",
            SalesChannel.Online,
            PaymentMethod.Card,
            null,
            InvoiceStatus.Paid,
            Start
        );

    private async Task<IReadOnlyList<string>> KeysAsync()
    {
        var rows = await _ledger.Rows.ReadRangeAsync("Ledger", Acme.Value, "!", "~~", 1_000, default);
        return [.. rows.Select(row => row.Key)];
    }
}
