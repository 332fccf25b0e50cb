using FlexFunctions.Domain;
using static FlexFunctions.Storage.Tests.WatchedLedger;

namespace FlexFunctions.Storage.Tests;

/// <summary>The policy, assignment and account rows that the ledger reads to admit use.</summary>
public sealed class AdmissionRowsTests : IDisposable
{
    private readonly WatchedLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Assigned_users_are_read_with_the_policy_version()
    {
        var bob = UserId.Of("bob");
        await _ledger.AssignAnnAsync(TeamPolicy.Default with { AssignedUsersOnly = true });

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
    public async Task Assignments_are_not_read_without_a_policy()
    {
        await _ledger.BuyAsync("o1", 10);
        await _ledger.DecideAsync(it =>
        {
            it.WriteAccount(Domain.Account.New with { Overdue = [OrderId.Of("o1")] });
            return Task.FromResult(0);
        });

        var admission = await _ledger.DecideAsync(async it =>
            await it.ReadAdmissionAsync((await it.ReadTeamAsync(Team))!, [Ann])
        );

        Assert.True(admission.PaymentOverdue);
        Assert.Empty(admission.Assigned);
        // A team without its own policy has no policy row.
        Assert.Equal(["range team|design|", "read account"], _ledger.Rows.TakeCalls());
    }

    [Fact]
    public async Task Assignments_are_not_read_if_the_policy_admits_all_users()
    {
        await _ledger.AssignAnnAsync(TeamPolicy.Default);

        var admission = await _ledger.DecideAsync(async it =>
            await it.ReadAdmissionAsync((await it.ReadTeamAsync(Team))!, [Ann])
        );

        Assert.Empty(admission.Assigned);
        Assert.Equal(["range team|design|", "read account", "read policy|design"], _ledger.Rows.TakeCalls());
    }

    [Fact]
    public async Task Missing_policy_is_the_default_policy()
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
}
