namespace FlexFunctions.Domain.Tests;

/// <summary>R10: which teams of an account were named.</summary>
public sealed class AccountTests
{
    [Fact]
    public void A_team_is_named_once()
    {
        var named = Account.New.Naming(TeamId.Of("design"));
        Assert.Equal(["design"], named.Teams.Select(team => team.Value));
        Assert.Same(named, named.Naming(TeamId.Of("design")));
        var both = named.Naming(TeamId.Of("build"));
        Assert.Equal(["build", "design"], both.Teams.Select(team => team.Value));
    }

    [Fact]
    public void No_team_is_never_named() => Assert.Same(Account.New, Account.New.Naming(TeamId.Unassigned));
}
