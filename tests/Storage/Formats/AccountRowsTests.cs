using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests.Formats;

/// <summary>The row formats of accounts, policies, assigned users and subscriptions.</summary>
public sealed class AccountRowsTests
{
    private static readonly Account s_account = Account.New.Naming(TeamId.Of("build")).Naming(TeamId.Of("Design")) with
    {
        Overdue = [OrderId.Of("o2"), OrderId.Of("o1")],
    };

    [Fact]
    public void Account_with_teams_and_overdue_orders_round_trips()
    {
        var again = Stored.RoundTrip(AccountFormat.Instance, s_account);
        Assert.Equal(["Design", "build"], again.Teams.Select(team => team.Value));
        Assert.True(again.Overdue.SetEquals(s_account.Overdue));
        Assert.Equal(
            ["Design", "build", "c", "d"],
            again.Naming(TeamId.Of("d")).Naming(TeamId.Of("c")).Teams.Select(Text)
        );
    }

    [Fact]
    public void Account_without_teams_or_overdue_orders_round_trips()
    {
        var again = Stored.RoundTrip(AccountFormat.Instance, Account.New);
        Assert.Empty(again.Teams);
        Assert.False(again.IsBlocked);
    }

    [Fact]
    public void Account_with_more_teams_than_one_property_holds_round_trips()
    {
        var account = Enumerable
            .Range(0, 600)
            .Aggregate(Account.New, (result, i) => result.Naming(TeamId.Of($"{i:000}{new string('x', 100)}")));
        Assert.Equal(account.Teams, Stored.RoundTrip(AccountFormat.Instance, account).Teams);
    }

    [Fact]
    public void Version_1_account_has_no_overdue_orders()
    {
        var account = Stored.Read(AccountFormat.Instance, ("V", 1L), ("Teams", "build design"));
        Assert.Equal(["build", "design"], account.Teams.Select(Text));
        Assert.False(account.IsBlocked);
    }

    [Fact]
    public void Account_of_a_later_version_throws()
    {
        var error = Assert.Throws<InvalidDataException>(() =>
            Stored.Read(AccountFormat.Instance, ("V", 3L), ("Teams", ""), ("Overdue", ""))
        );
        Assert.Equal("Row 'key' has format 3; this version of the software knows formats up to 2.", error.Message);
    }

    [Fact]
    public void Policy_of_a_new_team_round_trips()
    {
        var again = Stored.RoundTrip(PolicyFormat.Instance, TeamPolicy.Default);
        Assert.False(again.AssignedUsersOnly);
        Assert.Null(again.Products);
        Assert.Equal(LowBalance.Default, again.LowBalance);
        Assert.Empty(again.Recipients);
        Assert.Equal(Plan.Standard, again.Plan);
    }

    [Fact]
    public void Policy_with_every_setting_round_trips()
    {
        var again = Stored.RoundTrip(
            PolicyFormat.Instance,
            new TeamPolicy(
                true,
                ProductId.SetOf([ProductId.Of("revit"), ProductId.Of("Maya")]),
                new LowBalance(null, new Tokens(1)),
                ["ann@example.com", "tom+flex@example.com"],
                Plan.Premium
            )
        );
        Assert.True(again.AssignedUsersOnly);
        Assert.Equal(["Maya", "revit"], again.Products!.Select(product => product.Value));
        Assert.Equal(new LowBalance(null, new Tokens(1)), again.LowBalance);
        Assert.Equal(["ann@example.com", "tom+flex@example.com"], again.Recipients.AsEnumerable());
        Assert.Equal(Plan.Premium, again.Plan);
    }

    [Fact]
    public void Policy_that_allows_no_product_stays_different_from_all_products() =>
        Assert.Empty(Stored.RoundTrip(PolicyFormat.Instance, TeamPolicy.Default with { Products = [] }).Products!);

    [Theory]
    [InlineData("0")]
    [InlineData("12.5")]
    [InlineData("100")]
    public void Percentage_round_trips_exactly(string percent)
    {
        var exact = decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture);
        var policy = TeamPolicy.Default with { LowBalance = new LowBalance(exact, null) };
        Assert.Equal(policy.LowBalance, Stored.RoundTrip(PolicyFormat.Instance, policy).LowBalance);
    }

    [Theory]
    [InlineData("AssignedUsersOnly", "nobody")]
    [InlineData("Plan", "gold")]
    public void Damaged_policy_throws(string name, string value)
    {
        var properties = PolicyFormat.Instance.Write("key", TeamPolicy.Default).Properties;
        var damaged = new Dictionary<string, object>(properties, StringComparer.Ordinal) { [name] = value };
        Assert.Throws<InvalidDataException>(() => PolicyFormat.Instance.Read(new StoredRow("key", damaged, "1")));
    }

    [Fact]
    public void Assignment_round_trips() =>
        Assert.NotNull(Stored.RoundTrip(AssignmentFormat.Instance, new Assignment()));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 3)]
    [InlineData(Subscription.MaxSeats, Subscription.MaxSeats)]
    public void Subscription_round_trips(int sold, int held) =>
        Assert.Equal(
            new Subscription(sold, held),
            Stored.RoundTrip(SubscriptionFormat.Instance, new Subscription(sold, held))
        );

    private static string Text(TeamId team) => team.Value;
}
