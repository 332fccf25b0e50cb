namespace FlexFunctions.Domain.Tests;

/// <summary>The teams that an account lists (R10).</summary>
public sealed class AccountTests
{
    [Fact]
    public void Naming_adds_a_team_only_once()
    {
        var named = Account.New.Naming(TeamId.Of("design"));
        Assert.Equal(["design"], named.Teams.Select(team => team.Value));
        Assert.Same(named, named.Naming(TeamId.Of("design")));
        var both = named.Naming(TeamId.Of("build"));
        Assert.Equal(["build", "design"], both.Teams.Select(team => team.Value));
    }

    [Fact]
    public void Naming_ignores_the_unassigned_team() => Assert.Same(Account.New, Account.New.Naming(TeamId.Unassigned));
}
