using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>Nothing is denied on a policy that was remembered (R9), whichever instance changed it since.</summary>
public sealed class PolicyChangedElsewhereTests
{
    private const string Policy = "/api/accounts/acme/teams/design/policy";
    private const string User = "/api/accounts/acme/teams/design/users/priscilla";
    private static readonly string[] s_nobody = [];

    [Fact]
    public async Task A_product_that_was_allowed_elsewhere_seconds_ago_can_be_opened()
    {
        using var store = SqliteRowStore.OpenMemory();
        await using var one = new AppFixture(new SharedStore(store));
        await using var other = new AppFixture(new SharedStore(store), one.Clock);
        await one.BuyAsync(100);
        await AllowAsync(one, users: "all", products: new[] { "revit" });
        await other.SendAsync(other.Event());
        Assert.Equal(100, await other.BalanceAsync());

        await AllowAsync(one, users: "all", products: "all");
        one.Clock.Advance(TimeSpan.FromSeconds(20));
        await other.SendAsync(other.Event(session: "s2"));

        Assert.Equal(93, await other.BalanceAsync());
    }

    [Fact]
    public async Task A_user_who_was_assigned_elsewhere_seconds_ago_can_open()
    {
        using var store = SqliteRowStore.OpenMemory();
        await using var one = new AppFixture(new SharedStore(store));
        await using var other = new AppFixture(new SharedStore(store), one.Clock);
        await one.BuyAsync(100);
        await AllowAsync(one, users: "assigned", products: "all");
        await other.SendAsync(other.Event());
        Assert.Equal(100, await other.BalanceAsync());

        await PutAsync(one, User, null);
        one.Clock.Advance(TimeSpan.FromSeconds(20));
        await other.SendAsync(other.Event(session: "s2"));

        Assert.Equal(93, await other.BalanceAsync());
    }

    private static Task AllowAsync(AppFixture app, string users, object products) =>
        PutAsync(
            app,
            Policy,
            new
            {
                users,
                products,
                recipients = s_nobody,
            }
        );

    private static async Task PutAsync(AppFixture app, string path, object? body)
    {
        var (status, answer) = await app.Api.CallAsync("PUT", path, body);
        Assert.True(status is 200 or 201 or 204, answer.ToString());
    }
}
