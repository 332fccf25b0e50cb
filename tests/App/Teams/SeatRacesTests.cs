namespace FlexFunctions.App.Tests;

/// <summary>Giving and taking seats while usage events arrive, on both stores (R8).</summary>
[Collection(TestStores.Collection)]
public sealed class SeatRacesTests(TestStores stores)
{
    private const string Team = "/api/accounts/acme/teams/design";
    private const int Instances = 4;

    [Theory, OnBothStores]
    public async Task Concurrent_calls_give_the_last_seat_once(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var race = new InstanceRace(store, Instances);
        await SellAsync(race[0], 1);

        var answers = await race.RunAsync(
            (app, index) => app.Api.CallAsync("PUT", $"{Team}/seats/autocad/user{index}")
        );

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(
            Instances - 1,
            answers.Count(answer =>
                answer.Status == 409 && answer.Body.GetProperty("code").GetString() == "no-seat-left"
            )
        );
    }

    [Theory, OnBothStores]
    public async Task Taking_a_seat_during_use_charges_the_uncovered_use_once(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var race = new InstanceRace(store, Instances);
        await race[0].BuyAsync(100);
        await SellAsync(race[0], 1);
        Assert.Equal(200, (await race[0].Api.CallAsync("PUT", $"{Team}/seats/autocad/priscilla")).Status);

        await race.RunAsync(
            async (app, index) =>
            {
                if (index == 0)
                {
                    await app.Api.CallAsync("DELETE", $"{Team}/seats/autocad/priscilla");
                    return;
                }

                for (var beat = 0; beat < 5; beat++)
                {
                    await app.SendAsync(app.Event("heartbeat", session: $"s{index}", time: app.Clock.GetUtcNow()));
                }
            }
        );
        // In any order: the user has no seat from here on, and the use is charged once.
        await race[1].SendAsync(race[1].Event("heartbeat", session: "last", time: race[1].Clock.GetUtcNow()));

        Assert.Equal(93, await race[2].BalanceAsync());
        await race[3].AssertConservedAsync();
    }

    private static async Task SellAsync(AppFixture app, int seats) =>
        Assert.Equal(200, (await app.Api.CallAsync("PUT", $"{Team}/subscriptions/autocad", new { seats })).Status);
}
