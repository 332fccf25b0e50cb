using System.Text.Json;

namespace FlexFunctions.App.Tests;

/// <summary>
/// Concurrent calls and usage on several instances, on both stores: in any order, every ledger ends conserved (R18) and each
/// thing happens once.
/// </summary>
[Collection(TestStores.Collection)]
public sealed class OrderRacesTests(TestStores stores)
{
    private const int Instances = 4;
    private const int Users = 8;

    [Theory, OnBothStores]
    public async Task Concurrent_returns_of_an_order_return_it_once(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var race = new InstanceRace(store, Instances);
        var order = await BuyAsync(race[0], 100);

        var answers = await race.RunAsync((app, _) => CallAsync(app, "POST", $"{order}/return"));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body.GetProperty("refund").GetDecimal()).Distinct());
        Assert.Equal(0, await race[0].BalanceAsync());
        Assert.Equal(["bought", "returned"], await KindsAsync(race[1]));
        await race[2].AssertConservedAsync();
    }

    [Theory, OnBothStores]
    public async Task A_return_during_charges_takes_back_the_uncharged_tokens(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var race = new InstanceRace(store, Instances);
        var order = await BuyAsync(race[0], 100);

        JsonElement returned = default;
        await race.RunAsync(
            async (app, index) =>
            {
                if (index == 0)
                {
                    (_, returned) = await CallAsync(app, "POST", $"{order}/return");
                    return;
                }

                await OpenAsync(app, index);
            }
        );

        var journal = await race[1].JournalAsync();
        var charged = journal.Where(line => Kind(line) == "charged").Sum(line => line.GetProperty("rate").GetDecimal());
        Assert.Equal(100 - charged, returned.GetProperty("tokens").GetDecimal());
        Assert.Equal(0, await race[2].BalanceAsync());
        await race[3].AssertConservedAsync();
    }

    [Theory, OnBothStores]
    public async Task A_move_during_charges_moves_the_uncharged_tokens(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var race = new InstanceRace(store, Instances);
        var order = await BuyAsync(race[0], 100);

        await race.RunAsync(
            async (app, index) =>
            {
                if (index == 0)
                {
                    var (status, body) = await CallAsync(app, "POST", $"{order}/move", new { team = "build" });
                    Assert.True(status == 200, body.ToString());
                    return;
                }

                await OpenAsync(app, index);
            }
        );

        var journal = await race[1].JournalAsync();
        var charged = journal.Where(line => Kind(line) == "charged").Sum(line => line.GetProperty("rate").GetDecimal());
        Assert.Equal((0, 100 - charged), (await race[0].BalanceAsync(), await race[2].BalanceAsync("build")));
        await race[3].AssertConservedAsync();
        await race[0].AssertConservedAsync("build");
    }

    [Theory, OnBothStores]
    public async Task Concurrent_moves_to_several_teams_leave_the_order_in_one(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var race = new InstanceRace(store, Instances);
        var order = await BuyAsync(race[0], 100);
        string[] teams = ["a", "b", "c", "d"];

        var answers = await race.RunAsync(
            (app, index) => CallAsync(app, "POST", $"{order}/move", new { team = teams[index] })
        );

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var (_, last) = await CallAsync(race[0], "GET", order);
        foreach (var team in teams)
        {
            Assert.Equal(team == last.GetProperty("team").GetString() ? 100 : 0, await race[1].BalanceAsync(team));
            await race[2].AssertConservedAsync(team);
        }
    }

    [Theory, OnBothStores]
    public async Task Concurrent_moves_to_one_team_move_the_order_once(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var race = new InstanceRace(store, Instances);
        var order = await BuyAsync(race[0], 100);

        var answers = await race.RunAsync((app, _) => CallAsync(app, "POST", $"{order}/move", new { team = "build" }));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(
            answers.Where(answer => answer.Status != 200),
            answer => Assert.Equal("same-team", answer.Body.GetProperty("code").GetString())
        );
        Assert.Equal((0, 100), (await race[1].BalanceAsync(), await race[2].BalanceAsync("build")));
    }

    [Theory, OnBothStores]
    public async Task An_order_that_expires_during_charges_pays_only_until_then(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        var expires = AppFixture.Start.AddYears(1);
        await using (var before = new InstanceRace(store, 1))
        {
            await BuyAsync(before[0], 100);
        }

        // The clock runs during the race, from just before the order expires until the timer posts the expiry.
        await using var race = new InstanceRace(store, Instances, expires.AddMilliseconds(-50));
        await race.RunAsync(
            async (app, index) =>
            {
                await OpenAsync(app, index);
                if (index == 0)
                {
                    app.Clock.Advance(TimeSpan.FromHours(2));
                    await app.Functions.RunDueTimersAsync();
                }
            }
        );

        var journal = await race[1].JournalAsync();
        Assert.All(
            journal.Where(line => Kind(line) == "charged"),
            line => Assert.True(line.GetProperty("at").GetDateTimeOffset() < expires, line.GetRawText())
        );
        Assert.Equal(0, await race[2].BalanceAsync());
        await race[3].AssertConservedAsync();
    }

    private static async Task<string> BuyAsync(AppFixture app, int tokens)
    {
        var (status, body) = await app.Api.CallAsync(
            "POST",
            "/api/accounts/acme/orders",
            new
            {
                team = "design",
                tokens,
                country = "GB",
            },
            "the order"
        );
        Assert.True(status == 201, body.ToString());
        return "/api/accounts/acme/orders/" + body.GetProperty("id").GetString();
    }

    private static Task<(int Status, JsonElement Body)> CallAsync(
        AppFixture app,
        string method,
        string path,
        object? body = null
    ) => app.Api.CallAsync(method, path, body);

    private static async Task OpenAsync(AppFixture app, int instance)
    {
        for (var user = 0; user < Users; user++)
        {
            await app.SendAsync(app.Event(user: $"user{instance}-{user}", time: app.Clock.GetUtcNow()));
        }
    }

    private static string Kind(JsonElement line) => line.GetProperty("kind").GetString()!;

    private static async Task<IEnumerable<string>> KindsAsync(AppFixture app) =>
        (await app.JournalAsync()).Select(Kind);
}
