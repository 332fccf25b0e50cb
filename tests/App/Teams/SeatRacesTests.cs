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
            (rig, index) => rig.Api.CallAsync("PUT", $"{Team}/seats/autocad/user{index}")
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
            async (rig, index) =>
            {
                if (index == 0)
                {
                    await rig.Api.CallAsync("DELETE", $"{Team}/seats/autocad/priscilla");
                    return;
                }

                for (var beat = 0; beat < 5; beat++)
                {
                    await rig.SendAsync(rig.Event("heartbeat", session: $"s{index}", time: rig.Clock.GetUtcNow()));
                }
            }
        );
        // In any order: the user has no seat from here on, and the use is charged once.
        await race[1].SendAsync(race[1].Event("heartbeat", session: "last", time: race[1].Clock.GetUtcNow()));

        Assert.Equal(93, await race[2].BalanceAsync());
        await race[3].AssertConservedAsync();
    }

    private static async Task SellAsync(Rig rig, int seats) =>
        Assert.Equal(200, (await rig.Api.CallAsync("PUT", $"{Team}/subscriptions/autocad", new { seats })).Status);
}
